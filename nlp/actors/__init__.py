"""Who is named in a text, as actor codes: gazetteer, office holders, short mentions, ambiguity."""

from nlp.actors.component import ActorResolver, register
from nlp.actors.gazetteer import ActorList, Gazetteer, load_gazetteer
from nlp.actors.learned import LearnedOffices, OfficeObservation
from nlp.actors.offices import Office, OfficeBook
from nlp.actors.resolve import Reading, read_actors, resolve

__all__ = [
    "ActorList",
    "ActorResolver",
    "Gazetteer",
    "LearnedOffices",
    "Office",
    "OfficeBook",
    "OfficeObservation",
    "Reading",
    "load_gazetteer",
    "read_actors",
    "register",
    "resolve",
]
