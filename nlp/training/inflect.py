"""Forms of English verbs and nouns, for the sentences that we generate."""

import re

IRREGULAR = {
    line.split()[0]: line.split()[1:]
    for line in """
be was been being is
have had had having has
do did done doing does
say said said saying says
hold held held holding holds
send sent sent sending sends
give gave given giving gives
take took taken taking takes
make made made making makes
meet met met meeting meets
tell told told telling tells
break broke broken breaking breaks
shoot shot shot shooting shoots
withhold withheld withheld withholding withholds
shake shook shaken shaking shakes
withdraw withdrew withdrawn withdrawing withdraws
lead led led leading leads
leave left left leaving leaves
seek sought sought seeking seeks
win won won winning wins
lose lost lost losing loses
strike struck struck striking strikes
hit hit hit hitting hits
cut cut cut cutting cuts
set set set setting sets
put put put putting puts
let let let letting lets
come came come coming comes
go went gone going goes
begin began begun beginning begins
bring brought brought bringing brings
build built built building builds
keep kept kept keeping keeps
pay paid paid paying pays
see saw seen seeing sees
fall fell fallen falling falls
fly flew flown flying flies
fight fought fought fighting fights
speak spoke spoken speaking speaks
show showed shown showing shows
draw drew drawn drawing draws
drive drove driven driving drives
sell sold sold selling sells
buy bought bought buying buys
find found found finding finds
call called called calling calls
lay laid laid laying lays
lie lied lied lying lies
freeze froze frozen freezing freezes
overthrow overthrew overthrown overthrowing overthrows
forbid forbade forbidden forbidding forbids
undergo underwent undergone undergoing undergoes
spend spent spent spending spends
deal dealt dealt dealing deals
sink sank sunk sinking sinks
steal stole stolen stealing steals
retake retook retaken retaking retakes
shut shut shut shutting shuts
burn burned burned burning burns
blow blew blown blowing blows
know knew known knowing knows
think thought thought thinking thinks
spread spread spread spreading spreads
quit quit quit quitting quits
grow grew grown growing grows
get got got getting gets
hide hid hidden hiding hides
become became become becoming becomes
throw threw thrown throwing throws
bind bound bound binding binds
lend lent lent lending lends
rise rose risen rising rises
veto vetoed vetoed vetoing vetoes
""".strip().splitlines()
}
DOUBLED = {
    "slam",
    "plan",
    "ban",
    "rebuf",
    "permit",
    "expel",
    "propel",
    "cancel",
    "stop",
    "step",
    "drop",
    "bar",
    "vet",
    "pin",
    "grab",
    "rip",
    "chop",
    "top",
    "map",
    "snub",
    "rap",
    "compel",
    "refer",
    "defer",
    "commit",
    "submit",
    "slap",
    "stab",
    "deter",
    "equip",
    "ship",
    "swap",
    "drag",
}
PLURALS = {
    "aircraft": "aircraft",
    "personnel": "personnel",
    "people": "people",
    "man": "men",
    "woman": "women",
    "crisis": "crises",
    "ally": "allies",
    "chief": "chiefs",
    "spokesman": "spokesmen",
    "person": "people",
    "policeman": "policemen",
    "gunman": "gunmen",
    "airman": "airmen",
    "serviceman": "servicemen",
    "police": "police",
}


def inflect(lemma: str, tag: str) -> str:
    """The form of a verb or noun for a Penn tag."""
    if tag in ("NNS", "NNPS"):
        return PLURALS.get(lemma) or _with_s(lemma)
    if tag in ("VB", "VBP", "NN", "NNP"):
        return "are" if (lemma, tag) == ("be", "VBP") else lemma
    column = {"VBD": 0, "VBN": 1, "VBG": 2, "VBZ": 3}[tag]
    if lemma in IRREGULAR:
        return IRREGULAR[lemma][column]
    if tag == "VBZ":
        return _with_s(lemma)
    stem = lemma + lemma[-1] if lemma in DOUBLED else lemma
    if tag == "VBG":
        return (stem[:-1] if stem.endswith("e") and not stem.endswith("ee") else stem) + "ing"
    if stem.endswith("e"):
        return stem + "d"
    return stem[:-1] + "ied" if re.search(r"[^aeiou]y$", stem) else stem + "ed"


def _with_s(lemma: str) -> str:
    if re.search(r"[^aeiou]y$", lemma):
        return lemma[:-1] + "ies"
    return lemma + ("es" if re.search(r"(s|x|z|ch|sh)$", lemma) else "s")
