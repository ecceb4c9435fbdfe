"""The nouns of Entente: frozen dataclasses, PLOVER's enums, errors and settings. Imports none of the rooms."""
