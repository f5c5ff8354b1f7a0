"""What is planned as a calendar other programs read: RFC 5545, events and to-dos."""
