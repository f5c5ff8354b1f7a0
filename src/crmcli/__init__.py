"""crm: an offline-first command-line CRM over one local SQLite file."""

__version__ = "0.1.0"
