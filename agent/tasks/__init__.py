"""What the assistant can do: a folder a domain, a file a task, its words in the YAML of the same name."""
