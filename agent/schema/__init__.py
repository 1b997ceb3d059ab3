"""Services described from outside: their slots and intents become tasks at run time.

``load_services`` reads a schema, ``ServiceAssistant`` understands its users, ``learning.learn`` makes its wording
richer from annotated dialogues.
"""
