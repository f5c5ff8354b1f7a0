"""The commands of the room: parse, call, show."""
