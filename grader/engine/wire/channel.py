"""Frames over one connected socket.

Threat: a peer that sends a length of a terabyte, half a message, or nothing. A frame is an unsigned 64-bit length
and that many bytes; a length beyond the bound is refused before anything is allocated. A peer that sends nothing is
not this module's business: the watchdog kills it, and the end of the stream arrives here as `PeerGoneError`.
"""

from __future__ import annotations

import socket
import struct

HEADER = struct.Struct("<Q")


class PeerGoneError(ConnectionError):
    """The process at the other end is no longer there."""


class BadFrameError(ConnectionError):
    """The peer announced a message larger than allowed."""


class Channel:
    """One end of a connection.

    Args:
        connection: a connected stream socket.
        message_bytes: the largest frame that will be received.
    """

    def __init__(self, connection: socket.socket, message_bytes: int) -> None:
        self.connection = connection
        self.message_bytes = message_bytes

    def send(self, message: bytes | bytearray) -> None:
        """Send one frame; raises `PeerGoneError` when the peer has closed its end."""
        try:
            if len(message) < 65536:
                self.connection.sendall(HEADER.pack(len(message)) + message)
            else:
                self.connection.sendall(HEADER.pack(len(message)))
                self.connection.sendall(message)
        except OSError as error:
            raise PeerGoneError(str(error)) from error

    def receive(self) -> bytearray:
        """Wait for one frame; raises `PeerGoneError` when there is none left, `BadFrameError` for an absurd length."""
        (size,) = HEADER.unpack(self._exactly(HEADER.size))
        if size > self.message_bytes:
            raise BadFrameError(f"a message of {size} bytes; at most {self.message_bytes} are allowed")
        return self._exactly(size)

    def _exactly(self, size: int) -> bytearray:
        buffer = bytearray(size)
        view = memoryview(buffer)
        while view:
            try:
                count = self.connection.recv_into(view)
            except OSError as error:
                raise PeerGoneError(str(error)) from error
            if count == 0:
                raise PeerGoneError("the connection was closed")
            view = view[count:]
        return buffer

    def close(self) -> None:
        self.connection.close()
