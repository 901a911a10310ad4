"""The pages of this room: files in (upload), and a person's work on a draft (bench)."""
