/* A game against a network whose answers are known: one for each position that can come up, as the build found them. */
"use strict";

const LINES = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8], [0, 4, 8], [2, 4, 6]];

function free(board) {
  return [...board.keys()].filter((square) => board[square] === ".");
}

function won(board) {
  const line = LINES.find(([i, j, k]) => board[i] !== "." && board[i] === board[j] && board[j] === board[k]);
  return line && board[line[0]];
}

/* Play the reader's squares against the answers; return the board, and what the network thought of its last move. */
function played(squares, first, answers) {
  const board = Array(9).fill(".");
  let thought = null;
  const put = (square) => { board[square] = free(board).length % 2 ? "X" : "O"; };
  const reply = () => {
    if (won(board) || !free(board).length) return;
    const [priors, visits] = answers[board.join("")];
    const sum = visits.reduce((a, b) => a + b);
    const chosen = free(board)[visits.indexOf(Math.max(...visits))];
    thought = { chosen, rows: free(board).map((square, i) => [square + 1, priors[i], Math.round((100 * visits[i]) / sum)]) };
    put(chosen);
  };
  if (!first) reply();
  for (const square of squares) {
    put(square);
    reply();
  }
  return { board, thought };
}

function state(board, mine) {
  if (won(board)) return won(board) === mine ? "You win." : "You lose.";
  return free(board).length ? "Your move." : "A draw.";
}

/* A table of what the network thought: for each square that was free its prior, and its share of the search's visits. */
function thoughts(thought) {
  const table = document.createElement("table");
  table.createCaption().textContent = "What the network thought of its last move";
  const row = (kind, values) => {
    const line = table.insertRow();
    for (const value of values) line.append(Object.assign(document.createElement(kind), { textContent: value }));
    if (kind === "th") line.querySelectorAll("th").forEach((head) => { head.scope = "col"; });
  };
  row("th", ["square", "prior", "visits"]);
  for (const [square, prior, visits] of thought.rows) row("td", [square, `${prior} %`, `${visits} %`]);
  return table;
}

function playable(game) {
  const told = JSON.parse(game.querySelector("script").textContent);
  const [begins, rounds, simulations] = game.querySelectorAll("select");
  const buttons = [...game.querySelectorAll(".square")];
  let squares = game.dataset.start.split(" ").filter(Boolean).map((square) => Number(square) - 1);

  function redraw(words) {
    const first = begins.selectedIndex === 0;
    const { board, thought } = played(squares, first, told.answers[`${rounds.value},${simulations.value}`]);
    const mine = first ? "X" : "O";
    const now = state(board, mine);
    const open = now === "Your move.";
    buttons.forEach((button, square) => {
      const taken = board[square] !== ".";
      button.textContent = taken ? board[square] : square + 1;
      button.classList.toggle("taken", taken);
      button.setAttribute("aria-disabled", String(taken || !open));
      const whose = board[square] === mine ? "yours" : "the network's";
      button.setAttribute("aria-label", `square ${square + 1}: ${taken ? `${board[square]}, ${whose}` : "free"}`);
    });
    const answer = thought ? `The network took square ${thought.chosen + 1}. ` : "";
    game.querySelector(".said").textContent = `${words}${answer}${now}`;
    game.querySelector(".thought").replaceChildren(...(thought ? [thoughts(thought)] : []));
  }

  function anew(words) {
    squares = [];
    redraw(`${words}You are ${begins.selectedIndex === 0 ? "X" : "O"}. `);
  }

  buttons.forEach((button, square) => button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    squares.push(square);
    redraw("");
  }));
  game.querySelector(".back").addEventListener("click", () => {
    squares.pop();
    redraw("");
  });
  game.querySelector(".anew").addEventListener("click", () => anew(""));
  for (const choice of [begins, rounds, simulations]) choice.addEventListener("change", () => anew("A new game. "));
  redraw("");
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".game").forEach(playable));
