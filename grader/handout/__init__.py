"""What is made for students."""
