"""Transcripts: dialogues as files that replay. Import from the modules; nothing is loaded from here."""
