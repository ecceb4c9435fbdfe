"""Numbers to decisions to messages: rules, decisions with reasons, silences, rendering, channels."""
