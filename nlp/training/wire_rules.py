"""Phrases of the generated wire sentences, in the notation of `tree.py`.

The annotation follows UD English EWT: titles are `nmod:desc`, passive agents `obl:agent`, bare time phrases `obl:unmarked`.
"""

from nlp.training import wire_words as words

ADJECTIVES = "new|military|additional|joint|tougher|economic|heavy|nuclear|fresh|further|secret|sweeping|major|bilateral|long|diplomatic"

VERB_PHRASES = """
condemn|criticise|criticize|denounce|attack|invade|bomb|back|support|warn|thank|praise|threaten|visit|sanction|blame|join|leave|target|defeat|hit|slam|host|recognise|recognize|overthrow|welcome|target/V {actors}:obj ( over|after|during|for/IN:case {issue} ):obl?.3
seize|violate|cross|close|block|reject|veto|ratify|suspend|cancel|resume|lift|approve|endorse|denounce|oppose|welcome|condemn|delay|renew|extend|abandon|back|support|halt|demand|freeze|end|discuss/V {affair}:obj ( with/IN:case {actor} ):obl?.1
send|deploy|supply|provide|deliver|transfer|export|sell|ship/V {goods}:obj ( to/IN:case {actor} ):obl
provide|supply|arm/V {actor}:obj ( with/IN:case {goods} ):obl
withdraw|pull|evacuate/V {goods}:obj ( from/IN:case {place} ):obl
sign|reach|hold|resume|suspend|conclude|hold|discuss|finalise|negotiate/V {pact}:obj
launch|carry|conduct|stage|mount/V {raid}:obj
impose|slap|reimpose/V {penalty}:obj ( on|against/IN:case {actor} ):obl
accuse|suspect/V {actors}:obj {of_doing}:advcl
blame|criticise|thank|praise|condemn|sanction/V {actors}:obj {for_doing}:advcl
blame/V {actors}:obj ( for/IN:case {issue} ):obl
accuse|convict/V {actors}:obj ( of/IN:case genocide|espionage|aggression|spying|terrorism|treason/NN ):obl
urge|order|ask|press|tell|allow|force|persuade|invite|pressure|warn|call|want|help/V {actor}:obj {to_do}:xcomp
call/V ( on|upon/IN:case {actors} ):obl {to_do}:xcomp
call|appeal|push|press|vote/V ( for/IN:case {issue} ):obl
promise|give|offer|send|grant|lend/V {state}:iobj {goods}:obj
agree|threaten|refuse|vow|pledge|fail|decide|plan|promise|offer|want|try|prepare|begin|continue|seek|intend|manage/V {on_day}:obl?.2 {to_do}:xcomp
meet|clash|cooperate|negotiate|ally|talk|consult|speak/V ( with/IN:case {actors} ):obl
meet/V {persons}:obj
cut|break|call|step|set|shut/V off|down|up/RP:compound:prt {affair}:obj ( with/IN:case {actor} ):obl?.4
shoot/V down/RP:compound:prt {craft}:obj ( over|near|off/IN:case {place} ):obl?.6
fire|launch|drop/V {arms}:obj ( at|into|towards|on/IN:case {target} ):obl
open/V fire/NN:obj ( on/IN:case {target} ):obl
recall|summon|expel/V {envoy}:obj ( from/IN:case {city} ):obl?.3 {purpose}:advcl?.2
kill|wound|capture|arrest|detain|release|free|injure/V {casualties}:obj ( in/IN:case {incident} ):obl?.4
deny|confirm|consider|stop|start|avoid|suggest/V {doing}:xcomp
deny|reject/V {claim}:obj
say|announce|claim|deny|warn|insist|confirm|believe|add/V {that_clause}:ccomp
tell|warn|inform|assure/V {actor}:iobj {that_clause}:ccomp
respond|retaliate|react/V ( to|against/IN:case {issue} ):obl ( with/IN:case {raid} ):obl?.2
retaliate/V ( against/IN:case {actor} ):obl
apply/V ( for/IN:case ( {union_bare}:compound?.6 membership/NN ) ):obl
apply/V ( to/TO:mark join/VB {union}:obj ):xcomp
accede|return|turn|object|agree/V ( to/IN:case {affair} ):obl
withdraw|retreat/V ( from/IN:case {pact_bare} ):obl
protest|rally|demonstrate|march/V ( against/IN:case {issue} ):obl ( in/IN:case {city} ):obl?.5
fight|battle|confront|repel|ambush|shell|strike|raid|overrun|storm|besiege|retake|capture|occupy|annex/V {target}:obj
hold|have|begin|open/V {talks}:obj
take|seize|lose|regain/V ( control/NN ( of/IN:case {place} ):nmod ):obj
pose/V ( a|no/DT:det threat/NN ( to/IN:case {actor} ):nmod ):obj
play|take|have/V ( a|an/DT:det active|leading|key|central/JJ:amod role/NN ( in/IN:case {affair} ):nmod ):obj
express|voice|declare|offer|show/V ( {owner}:nmod:poss?.5 support|concern|solidarity|condolences|regret/NN ( for|over|with|to/IN:case {actor} ):nmod ):obj
lead|mediate|chair|host|broker|boycott|attend|disrupt/V {talks}:obj
mass|station|move|mobilise|mobilize|redeploy|concentrate/V {goods}:obj ( along|near|on|in/IN:case {place} ):obl
clash/V ( over/IN:case {issue} ):obl
remain|become/V ( a|an/DT:det key|close|important/JJ:amod ally|partner|rival/NN ( of/IN:case {actor} ):nmod ):xcomp
cooperate|work|stand/V together|closely/RB:advmod?.4 ( with/IN:case {actor} ):obl ( on|over/IN:case {issue} ):obl?.5
share|exchange|withhold/V ( intelligence|information|fire/NN ):obj ( with/IN:case {actor} ):obl
increase|cut|raise|boost|reduce/V ( {owner}:nmod:poss?.5 defence|defense|military/NN:compound spending|budget|cooperation|presence/NN ):obj
hit|strike|target/V {target}:obj ( with/IN:case {arms} ):obl
""".strip().splitlines()

RULES = {
    "in_city": ["in|near|outside/IN:case {city}"],
    "affair": ["{owner}:nmod:poss {adj}:amod?.3 agreement|plan|offer|proposal|deal|decision|resolution|border|request/NN",
               "a|the/DT:det {adj}:amod?.4 agreement|resolution|ceasefire|truce|plan|deal|treaty|border|embassy|bill|proposal|summit/NN",
               "{adj}:amod?.3 talk|sanction|negotiation|tie|relation|tariff|drill|flight|shipment/NNS", "military|humanitarian|economic|financial/JJ:amod aid|assistance|cooperation/NN ( to|for/IN:case {actor} ):nmod?.5",
               "the/DT:det nuclear|trade|grain|peace|arms|border|security/NN:compound deal|treaty|agreement|accord/NN ( with/IN:case {actors} ):nmod?.4",
               "{adj}:amod?.3 tie|relation|talk|link/NNS ( with/IN:case {actors} ):nmod", "a/DT:det {union_bare}:compound resolution|plan|proposal|mission/NN"],
    "issue": ["the/DT:det {adj}:amod?.3 crisis|attack|invasion|decision|dispute|war|conflict|coup|strike|blockade|election|violence|occupation/NN ( in|of|with|near/IN:case {place} ):nmod?.4",
              "{actor_s}:nmod:poss {adj}:amod?.3 invasion|occupation|bombing|annexation|recognition|support|treatment|threat/NN ( of|to|for/IN:case {actor} ):nmod?.7",
              "{nation}:amod attack|strike|raid|threat|aggression|airstrike|claim|demand|violation/NNS ( on|against/IN:case {target} ):nmod?.4",
              "an|the/DT:det immediate|early|full/JJ:amod?.5 ceasefire|truce|withdrawal|release|end/NN ( of|to|in/IN:case {issue_short} ):nmod?.5",
              "border|trade|human|water|fishing/NN:compound security|right|dispute|issue/NNS", "a|the/DT:det {nation}:amod proposal|plan|attack|offer|threat|complaint/NN",
              "the/DT:det killing|arrest|detention|poisoning|expulsion|deployment|bombing|murder/NN ( of/IN:case {casualties} ):nmod"],
    "issue_short": ["hostility|sanction|attack|troop|prisoner|hostage/NNS", "the/DT:det war|fighting|blockade|conflict|violence/NN", "{goods}"],
    "goods": ["{count}:nummod?.2 {adj}:amod?.3 troop|weapon|tank|missile|soldier|jet|supply|ship|drone|fighter|warship|helicopter|shell|system|adviser|force/NNS",
              "{adj}:amod?.4 aid|ammunition|assistance|support|equipment|weaponry|fuel/NN", "air/NN:compound defence|defense/NN:compound missile|system|battery/NNS",
              "{owner}:nmod:poss {adj}:amod?.2 troop|force|ambassador|army|warship|peacekeeper|diplomat/NNS", "fighter|ballistic|cruise|artillery/NN:compound jet|missile|shell|aircraft/NNS",
              "{count}:nummod additional|more|new/JJ:amod battalion|brigade|troop|tank/NNS", "billion|million/NNS ( of/IN:case dollar|euro/NNS ):nmod ( in/IN:case military|humanitarian/JJ:amod aid/NN ):nmod",
              "humanitarian|military|financial|food|medical/JJ:amod aid|assistance|support/NN"],
    "arms": ["{count}:nummod?.3 ballistic|cruise|artillery|guided|hypersonic/JJ:amod?.5 missile|rocket|shell|drone|shot|mortar|bomb/NNS", "a/DT:det ballistic|cruise/JJ:amod?.5 missile|rocket|shell/NN"],
    "craft": ["a/DT:det {nation}:amod?.6 fighter|spy|surveillance|passenger/NN:compound?.5 drone|jet|helicopter|plane|balloon|aircraft/NN", "{count}:nummod?.5 {nation}:amod?.5 drone|missile|helicopter|jet/NNS"],
    "count": ["two|three|four|five|ten|dozen|12|14|30|500|1,000|3,000|six|eight|20|seven/CD", "two|three|both|12|15|20/CD"],
    "penalty": ["{adj}:amod?.5 sanction|tariff|restriction|curb/NNS", "a|an/DT:det arms|trade|oil|travel|naval|economic/NN:compound embargo|ban|blockade/NN", "economic|financial|targeted/JJ:amod sanction/NNS"],
    "raid": ["a|an/DT:det {adj}:amod?.4 attack|offensive|raid|strike|operation|invasion|incursion|campaign|airstrike|assault/NN ( on|against|in/IN:case {target} ):nmod?.8",
             "{adj}:amod?.3 attack|strike|raid|airstrike|operation/NNS ( on|against/IN:case {target} ):nmod?.8", "air|drone|missile|artillery|cyber|rocket/NN:compound strike|attack|raid/NNS ( on|against/IN:case {target} ):nmod?.8",
             "a|an/DT:det air|drone|missile|ground|artillery/NN:compound strike|attack|offensive|operation/NN ( on|against/IN:case {target} ):nmod?.7",
             "naval|military|joint/JJ:amod {adj}:amod?.2 drill|exercise|manoeuvre/NNS ( with/IN:case {actors} ):nmod?.4 ( in|near|off/IN:case {place} ):nmod?.4"],
    "talks": ["{adj}:amod?.4 talk|negotiation|consultation/NNS ( with|between/IN:case {actors_and} ):nmod?.8 ( on|over/IN:case {issue} ):nmod?.2",
              "peace|trade|security|border|ceasefire/NN:compound talk|negotiation/NNS ( with/IN:case {actors} ):nmod?.6", "a|the/DT:det {adj}:amod?.3 summit|meeting|conference|dialogue/NN ( with|of/IN:case {actors} ):nmod?.6",
              "joint|naval|military|annual/JJ:amod drill|exercise|manoeuvre/NNS ( with/IN:case {actors} ):nmod?.7"],
    "pact": ["a|an|the/DT:det {adj}:amod?.4 agreement|pact|deal|treaty|accord|memorandum/NN ( with/IN:case {actors} ):nmod?.8 ( on/IN:case {issue} ):nmod?.15",
             "a|the/DT:det security|defence|defense|trade|peace|arms|gas/NN:compound pact|deal|treaty|agreement|contract/NN ( with/IN:case {actors} ):nmod?.8",
             "an/DT:det agreement/NN ( to/TO:mark {vp_inf} ):acl", "{talks}", "an|a/DT:det agreement|deal/NN ( on/IN:case {issue} ):nmod"],
    "pact_bare": ["the/DT:det {adj}:amod?.3 treaty|deal|talk|bloc|pact|alliance|accord/NN", "{place}", "the/DT:det nuclear|arms|grain/NN:compound deal|treaty/NN"],
    "target": ["{place}", "{actor}", "{nation}:amod position|target|troop|city|civilian|base|warship|village|ship|tanker/NNS", "a|the/DT:det {nation}:amod?.5 military|naval|border|air/JJ:amod base|post|village|convoy/NN ( in|near/IN:case {place} ):nmod?.4",
               "military|rebel|civilian|oil|government/NN:compound target|position|facility|site/NNS ( in/IN:case {place} ):nmod?.5", "{group_bare}:compound position|target|militant|stronghold/NNS ( in|near/IN:case {place} ):nmod?.4"],
    "envoy": ["{owner}:nmod:poss ambassador|envoy/NN", "the/DT:det {nation}:amod ambassador|envoy|attache/NN", "{count}:nummod {nation}:amod diplomat/NNS", "{nation}:amod diplomat|journalist/NNS", "{state_s}:nmod:poss ambassador/NN"],
    "casualties": ["{count}:nummod {nation}:amod?.6 soldier|civilian|militant|people|rebel|policeman|worker|fighter|peacekeeper/NNS", "dozen|hundred|thousand/NNS ( of/IN:case civilian|people|protester|fighter|soldier/NNS ):nmod",
                   "a|an/DT:det {nation}:amod?.5 commander|journalist|general|citizen|soldier|dissident/NN", "{nation}:amod journalist|prisoner|national|soldier/NNS"],
    "incident": ["a|an/DT:det {adj}:amod?.2 attack|airstrike|raid|ambush|blast|clash|shelling|bombing/NN ( on|in|near/IN:case {place} ):nmod?.6", "{nation}:amod airstrike|shelling|attack|clash/NNS", "an|a/DT:det {nation}:amod air|drone|missile/NN:compound strike|attack/NN ( on|near|in/IN:case {place} ):nmod?.5"],
    "claim": ["the/DT:det allegation|accusation|claim|report|charge/NNS", "any/DT:det involvement|role|responsibility/NN ( in/IN:case {incident} ):nmod", "{actor_s}:nmod:poss claim|accusation|demand|proposal|call/NNS ( that/IN.SCONJ:mark {clause_bare} ):acl?.3"],
    "adj": [f"{ADJECTIVES}/JJ"], "nation": ["|".join(words.NATIONS) + "/JJ@NORP"] * 4 + ["U.S.|US|UK|U.S./NNP@LOC", "NATO|EU|UN/NNP@ORG"],
    "owner": ["its|their|his|its|its/PRP$", "its/PRP$"],
    "city": ["|".join(words.CITIES) + "/NNP@LOC"],
    "place": ["{city}", "{state}", "{city}", "{state}", "the/DT:det {region}", "northern|southern|eastern|western|central/JJ:amod {state_bare}", "the/DT:det disputed|common/JJ:amod?.5 border/NN ( with/IN:case {state} ):nmod?.5",
              "{state_s}:nmod:poss northern|southern|eastern|disputed/JJ:amod?.4 border|coast|airspace|capital|territory/NN", "the/DT:det border/NN ( between/IN:case {state_and} ):nmod",
              "the/DT:det {nation}:amod capital|border|city|town|province|port/NN", "the/DT:det city|town|port|province|region/NN ( of/IN:case {city} ):nmod", "the/DT:det border|frontline|region|area|city/NN"],
    "region": words.REGIONS,
    "state_bare": ["|".join(words.STATES) + "/NNP@LOC"],
    "state": ["|".join(words.STATES) + "/NNP@LOC"] * 7 + ["{long_state}", "{the_state}"], "long_state": words.LONG_STATES, "the_state": words.THE_STATES,
    "union": words.UNIONS, "union_bare": ["NATO|EU|UN|U.N.|ASEAN|OSCE|IAEA/NNP@ORG"], "group": words.GROUPS, "group_bare": ["Hamas|Hezbollah|Houthi|Taliban|PKK|ISIS/NNP@ORG"], "seat": words.SEATS,
    "role": words.ROLES, "folk": words.FOLK, "title": words.TITLES,
    "family": ["|".join(words.FAMILY) + "/NNP@PER"],
    "full": ["|".join(words.GIVEN) + "/NNP@PER " + "|".join(words.FAMILY) + "/NNP:flat@PER"] * 6 + [
        "Kim|Lee|Park|Moon|Wang|Xu/NNP@PER Jong|Jae|Min|Yo|Yi|Il/NNP:flat@PER Un|Sik|Jong|Ho|In|Jun/NNP:flat@PER",
        "|".join(words.GIVEN) + "/NNP@PER al|el/NNP:flat@PER ( -/HYPH:punct@PER " + "|".join(words.FAMILY) + "/NNP@PER ):flat",
        "|".join(words.GIVEN) + "/NNP@PER bin|van|von|de|ben/NNP:flat@PER " + "|".join(words.FAMILY) + "/NNP:flat@PER",
        "|".join(words.GIVEN) + "/NNP@PER " + "|".join(words.GIVEN) + "/NNP:flat@PER " + "|".join(words.FAMILY) + "/NNP:flat@PER"],
    "titled": ["{title}:nmod:desc {full}", "{title}:nmod:desc {family}", "( {nation}:amod {title} ):nmod:desc {full}", "( {nation}:amod {title} ):nmod:desc {family}", "( {nation}:amod {title} ):nmod:desc {full}",
               "( {state_s}:nmod:poss {title} ):nmod:desc {full}", "( {nation}:amod {role} ):nmod:desc {full}", "( {union_bare}:compound Secretary/NNP:compound General/NNP ):nmod:desc {full}",
               "( {state_s}:nmod:poss {role} ):nmod:desc {full}", "( U.S.|US/NNP:compound@LOC Secretary/NNP ( of/IN:case State|Defense/NNP ):nmod ):nmod:desc {full}", "( {union_bare}:compound chief/NN ):nmod:desc {full}",
               "( Kremlin|Pentagon|government|ministry|army|opposition/NN:compound spokesman|spokeswoman|leader/NN ):nmod:desc {full}", "( former|late|ousted/JJ:amod {nation}:amod President|premier|president/NN ):nmod:desc {full}"],
    "apposed": ["{full} ,/,:punct ( the/DT:det {nation}:amod {role} ):appos ,/,:punct", "{full} ,/,:punct ( the/DT:det {role} ( of/IN:case {state} ):nmod ):appos ,/,:punct", "{full} ,/,:punct ( {state_s}:nmod:poss {role} ):appos ,/,:punct",
                "the/DT:det {nation}:amod {role} ,/,:punct {full}:appos ,/,:punct", "{state_s}:nmod:poss {role} ,/,:punct {full}:appos ,/,:punct", "{full} ,/,:punct ( a/DT:det {nation}:amod?.6 lawmaker|spokesman|general|official|analyst/NN ):appos ,/,:punct",
                "{state} ,/,:punct ( a|the/DT:det {union_bare}:compound?.5 member|ally|country|power|neighbour|state/NN ):appos ,/,:punct"],
    "official": ["the/DT:det {nation}:amod {role}", "{state_s}:nmod:poss {role}", "the/DT:det {role} ( of/IN:case {state} ):nmod", "a/DT:det senior|top/JJ:amod?.6 {nation}:amod official|diplomat|commander|general/NN", "{nation}:amod {folk}", "{nation}:amod {folk}",
                 "{folk} ( in/IN:case {city} ):nmod", "{state_s}:nmod:poss {folk}", "( ( {nation_word} -/HYPH:punct ):obl:unmarked back|lead|control|appoint/VBN ):amod {folk}", "{union_bare}:compound {folk}", "the/DT:det {nation}:amod army|government|military|navy|parliament/NN",
                 "{nations}:amod {folk}", "{nations}:amod {role}", "{nation}:amod President|president|police|army/NN", "the/DT:det {folk} ( of/IN:case {state_and} ):nmod"],
    "nations": ["{nation} ( and/CC:cc {nation} ):conj"],
    "persons": ["{titled}", "{full}", "( {nation}:amod {role} ):nmod:desc {full}", "{owner}:nmod:poss {nation}:amod counterpart/NN {full}:appos?.6", "{nation}:amod {folk}"],
    "on_day": ["on/IN:case " + "|".join(words.DAYS) + "/NNP"], "day": ["|".join(words.DAYS) + "/NNP"],
}


# passives whose subject is an actor
PASSIVES = """
condemn|criticise|denounce|attack|invade|bomb|back|support|praise|sanction|hit|target|blame|accuse|overrun|defeat|recognise|warn/VBN ( by/IN:case {actors} ):obl:agent?.85 ( over|after|for/IN:case {issue} ):obl?.25
accuse|suspect/VBN ( by/IN:case {actors} ):obl:agent?.8 {of_doing}:advcl
criticise|condemn|sanction|praise/VBN ( by/IN:case {actors} ):obl:agent?.8 {for_doing}:advcl
urge|order|ask|force|invite|tell|allow|pressure/VBN ( by/IN:case {actors} ):obl:agent?.7 {to_do}:xcomp
attack|storm|seize|capture|bomb|hit|occupy|surround|expel|summon|arrest|detain|free/VBN ( by/IN:case {actors} ):obl:agent?.85 ( in|near/IN:case {place} ):obl?.3
expect|believe|say|report/VBN ( to/TO:mark {vp_inf} ):xcomp
""".strip().splitlines()
# subject => verb phrase; a VBN head makes a passive
SUBJECT_AND_VERB = """
{penalty} => impose|lift|tighten/VBN ( on|against/IN:case {actor} ):obl ( by/IN:case {actors} ):obl:agent?.7 ( over|after/IN:case {issue} ):obl?.2
{casualties} => kill|wound|injure|arrest|detain|capture|release|free|execute/VBN ( by/IN:case {actors} ):obl:agent?.5 ( in|during/IN:case {incident} ):obl?.5 ( in|near/IN:case {place} ):obl?.3
{casualties} => kill|wound|injure/VBN ( in|by/IN:case {incident} ):obl
{goods} => send|deliver|deploy|supply|withdraw/VBN ( to|from/IN:case {place} ):obl ( by/IN:case {actors} ):obl:agent?.6
{affair} => suspend|cancel|reject|sign|approve|broker|mediate|block|ratify|violate|break|criticise|welcome|agree|postpone/VBN ( by/IN:case {actors} ):obl:agent?.8
{craft} => shoot/VBN down/RP:compound:prt ( by/IN:case {actors} ):obl:agent?.7 ( over|near/IN:case {place} ):obl?.5
{envoy} => expel|recall|summon/VBN ( from/IN:case {city} ):obl?.4 ( by/IN:case {actors} ):obl:agent?.5
{talks} => hold|mediate|postpone|host/VBN ( in/IN:case {city} ):obl?.5 ( by/IN:case {actors} ):obl:agent?.4
{talks_between} => end|begin|resume|collapse|stall|fail|continue|break/V ( in/IN:case {city} ):obl?.5
{act} => kill|wound|injure/V {casualties}:obj ( in/IN:case {place} ):obl?.4
{act} => draw|spark|trigger|provoke|prompt/V ( {adj}:amod?.3 condemnation|criticism|outrage|anger/NN ( from/IN:case {actors} ):nmod ):obj
{act} => anger|worry|alarm|surprise|divide|unsettle/V {actors}:obj
{act} => condemn|criticise|welcome|denounce|support|back/VBN ( by/IN:case {actors} ):obl:agent
{act} => leave/V {casualties}:obj dead|wounded/JJ:xcomp
a|the/DT:det deal|ceasefire|truce|agreement/NN ( broker|mediate|sign|back/VBN ( by/IN:case {actors} ):obl:agent ):acl => take/V effect/NN:obj
{folk} ( deploy|send|station/VBN ( to|in/IN:case {place} ):obl ):acl => withdraw|leave|return|clash/V ( after/IN:case {incident} ):obl?.4
a/DT:det {nation}:amod?.5 man|woman|official|tanker|vessel|general/NN ( accuse|suspect/VBN {of_doing}:advcl ):acl => leave|reach|enter/V {place}:obj
a/DT:det {affair_noun} ( call|ask|press/VBG ( for/IN:case {issue} ):obl ):acl => fail/V
tension|tie|relation/NNS ( between|with/IN:case {actors_and} ):nmod => rise|worsen|deteriorate|improve|soar|ease/V ( over|after/IN:case {issue} ):obl?.4
fighting|clash|gunfire/NN ( between/IN:case {actors_and} ):nmod => erupt|resume|continue|intensify/V ( in|near/IN:case {place} ):obl
a/DT:det {nation}:amod air|drone|missile/NN:compound strike|attack/NN => hit|destroy|damage|strike/V {target}:obj
explosion|protest/NNS => hit|rock|shake/V {place}:obj
thousand|hundred/NNS ( of/IN:case {nation_words} ):nmod => protest|rally|demonstrate|flee|march/V ( against|over|after/IN:case {issue} ):obl ( in/IN:case {city} ):obl?.5
""".strip().splitlines()
RULES |= {
    "act": """{actor_s}:nmod:poss {adj}:amod?.3 invasion|bombing|annexation|occupation|shelling|recognition|blockade|criticism|condemnation|rejection/NN ( of/IN:case {actor} ):nmod
{actor_s}:nmod:poss decision|threat|move|plan|offer|promise|failure|refusal/NN ( to/TO:mark {vp_inf} ):acl
{nation}:amod sanction|attack|strike|threat|tariff/NNS ( on|against/IN:case {actor} ):nmod
a|an|the/DT:det {nation}:amod?.5 attack|airstrike|strike|raid|offensive|bombardment/NN ( by/IN:case {actor} ):nmod?.5 ( on|against|near/IN:case {place} ):nmod
the/DT:det killing|arrest|bombing|expulsion|deployment|poisoning/NN ( of/IN:case {casualties} ):nmod ( by/IN:case {actor} ):nmod?.5
{nation}:amod air|drone|missile|artillery/NN:compound strike|attack/NNS ( on|against|in/IN:case {target} ):nmod
{nation}:amod support|backing|aid|assistance/NN ( for|to/IN:case {actor} ):nmod""".splitlines(),
    "pair": ["( {state_bare} -/HYPH:punct ):compound {state_bare}", "( U.S.|US|EU/NNP@LOC -/HYPH:punct ):compound {state_bare}", "( {nation_word} -/HYPH:punct ):compound {nation_word}"],
    "talks_between": ["{pair}:compound {adj}:amod?.2 talk|tie|relation|tension|trade/NNS", "the/DT:det {pair}:compound war|border|conflict|summit|dispute|treaty/NN", "{adj}:amod?.3 talk|negotiation/NNS ( between/IN:case {actors_and} ):nmod", "peace|ceasefire|trade|border/NN:compound talk|negotiation/NNS ( between/IN:case {actors_and} ):nmod",
                      "a|the/DT:det {adj}:amod?.3 meeting|summit|ceasefire|dispute|war|conflict|dialogue/NN ( between/IN:case {actors_and} ):nmod", "the/DT:det {adj}:amod?.3 drill|exercise|talk/NNS ( with/IN:case {actors} ):nmod"],
    "affair_noun": ["{union_bare}:compound resolution|statement|draft/NN"], "nation_words": ["|".join(words.NATION_WORDS) + "/NNPS@NORP"], "nation_word": ["|".join(words.NATIONS[:60]) + "/JJ@NORP", "U.S.|US|Iran|Russia|Turkey/NNP@LOC", "NATO|UN|EU|Kremlin/NNP@ORG"],
    # headlinese: no articles, short names
    "h_name": ["{state_bare}", "{state_bare}", "{city}", "{union_bare}", "US|UK|U.S.|UAE|US/NNP@LOC", "EU|UN|NATO|UN/NNP@ORG", "North|South/NNP:compound@LOC Korea/NNP@LOC", "Saudi/NNP.ADJ:amod@LOC Arabia/NNP@LOC", "{family}", "{group_bare}", "Kremlin|Pentagon/NNP@ORG", "White/NNP.ADJ:amod@ORG House/NNP@ORG", "{long_state}"],
    "h_actor": ["{h_name}"] * 6 + ["{h_name_s}:nmod:poss {family}", "{nation}:amod {h_folk}", "{nation}:amod army|president|PM|premier|court|parliament|minister|police|military|FM/NN", "{nation}:amod foreign|prime/JJ:amod minister/NN", "{h_name_s}:nmod:poss {role}", "{full}", "{union_bare}:compound chief|ally|leader/NN", "( {nation}:amod President/NNP ):nmod:desc {family}", "rebels|Rebels|militants|troops/NNS.AS"],
    "h_folk": ["troop|official|force|rebel|minister|lawmaker|diplomat|jet|drone|leader|envoy/NNS"],
    "h_thing": ["{pair}:compound talk|tie|tension/NNS", "{pair}:compound summit|border|deal|war/NN", "{adj}:amod?.3 talk|sanction|tariff|strike|drill|tie|attack/NNS", "{nation}:amod {adj}:amod?.2 envoy|plan|deal|offer|ambassador|general|aid|embassy/NN", "arms|peace|nuclear|trade|grain|gas|border|security/NN:compound deal|pact|talk|treaty|accord/NN", "{count}:nummod {nation}:amod soldier|diplomat|troop|jet|spy/NNS", "{nation}:amod airspace|border|ceasefire|truce|territory/NN", "more|new|fresh/JJ:amod troop|weapon|tank|missile|sanction/NNS", "ceasefire|truce|invasion|coup|offensive|pact/NN", "{nation}:amod ceasefire|sanction|peace/NN:compound proposal|bid|plan/NN"],
    "h_pp": ["over|amid|after|despite/IN:case {h_thing}", "in|near|off|at/IN:case {h_place}", "on/IN:case {day}", "after/IN:case {nation}:amod attack|strike|threat|raid/NN", "in/IN:case {h_thing} row|dispute|crisis/NN"],
    "h_place": ["{state_bare}", "{city}", "{region}", "{nation}:amod border|coast|capital|base/NN", "northern|southern|eastern/JJ:amod {state_bare}"],
}
H_VERBS = """
slam|condemn|blast|hit|attack|back|warn|invade|visit|thank|join|sanction|threaten|hail|meet|snub|defy|woo|court|bomb|strike|shell|blame|praise|host|recognise|rebuke/V {h_actor}:obj {h_obl}:obl?.4
reject|veto|sign|back|suspend|resume|approve|break|halt|lift|seek|offer|delay|block|extend|eye|weigh|plan|end|ratify|scrap|denounce|propose|agree|violate|cancel|postpone/V {h_thing}:obj ( with/IN:case {h_actor} ):obl?.2 {h_obl}:obl?.3
impose|slap/V ( {adj}:amod?.3 sanction|tariff|curb/NNS ):obj ( on/IN:case {h_actor} ):obl {h_obl}:obl?.3
send|deploy|give|pledge|sell|supply|deliver|ship/V {h_thing}:obj ( to/IN:case {h_actor} ):obl
withdraw|pull/V {h_thing}:obj ( from/IN:case {h_place} ):obl
hold|resume|begin|hold/V ( {adj}:amod?.4 talk|drill|exercise|summit/NNS ( with/IN:case {h_actors} ):nmod?.6 ):obj {h_obl}:obl?.4
hold|stage/V ( joint/JJ:amod naval|military|air/JJ:amod drill|exercise/NNS ( with/IN:case {h_actors} ):nmod?.4 ( in|near|off/IN:case {h_place} ):nmod?.5 ):obj
launch|carry|stage/V ( air|drone|missile|rocket/NN:compound?.7 strike|attack|raid/NNS ( on|against/IN:case {h_target} ):nmod ):obj
fire|launch|test/V ( ballistic|cruise/JJ:amod?.6 missile|rocket/NNS ):obj ( at|into|towards|over/IN:case {h_place} ):obl?.6
expel|recall|summon/V ( {nation}:amod diplomat|ambassador|envoy/NNS ):obj {h_obl}:obl?.5
accuse/V {h_actor}:obj ( of/IN.SCONJ:mark {h_ger} ):advcl
accuse/V {h_actor}:obj ( of/IN:case genocide|spying|aggression|hypocrisy|sabotage/NN ):obl
urge|press|ask|tell|order|want|call/V {h_actor}:obj ( to/TO:mark {h_inf} ):xcomp
agree|vow|refuse|threaten|pledge|plan|fail|offer|prepare/V ( to/TO:mark {h_inf} ):xcomp
kill|wound|capture|arrest|free|jail/V ( {count}:nummod?.6 {nation}:amod?.5 soldier|civilian|rebel|militant/NNS ):obj ( in/IN:case {h_incident} ):obl?.7
call/V ( for/IN:case {h_thing} ):obl {h_obl}:obl?.3
shoot/V down/RP:compound:prt ( {nation}:amod drone|jet|plane/NN ):obj ( over|near/IN:case {h_place} ):obl?.6
meet/V ( with/IN:case {h_actor} ):obl?.4 ( in/IN:case {city} ):obl
sign|reach/V ( {adj}:amod?.3 deal|pact|accord|agreement/NN ( with/IN:case {h_actors} ):nmod?.7 ( on/IN:case {h_thing} ):nmod?.2 ):obj
cut|break|restore|sever/V ( tie|relation/NNS ( with/IN:case {h_actor} ):nmod ):obj
deny|stop|halt|suspend/V {h_ger}:xcomp
oversee|watch|attend|lead/V ( missile|rocket|nuclear/NN:compound test|drill|summit/NN ):obj
join/V ( {h_actor} ):obj_plain?.01 ( call|bid|push/NN ( for/IN:case {h_thing} ):nmod ):obj
""".strip().splitlines()
H_VERBS = [line for line in H_VERBS if "obj_plain" not in line]
H_PASSIVES = """
{h_thing} => sign|suspend|agree|lift|impose|send|approve|reject|delay/VBN ( by|after/IN:case {h_actor} ):obl:agent?.4 ( in/IN:case {h_place} ):obl?.3
{h_victims} => kill|wound|injure|arrest|free/VBN ( in/IN:case {h_incident} ):obl
{h_victims} => kill|wound|injure|arrest|free|capture/VBN ( by/IN:case {h_actor} ):obl:agent ( in/IN:case {h_place} ):obl?.5
{h_actor} => accuse|condemn|urge|slam|hit|attack/VBN ( by/IN:case {h_actor} ):obl:agent {h_obl}:obl?.4
{nation}:amod drone|jet|plane/NN => shoot/VBN down/RP:compound:prt ( over|near/IN:case {h_place} ):obl
""".strip().splitlines()
RULES |= {
    "h_target": ["{h_place}", "{group_bare}:compound target|base/NNS", "{nation}:amod base|city|ship|tanker|port/NN"],
    "h_incident": ["{nation}:amod strike|attack|raid|airstrike/NN ( on|in|near/IN:case {h_place} ):nmod?.6", "{h_place} attack|blast|clash/NN", "air|drone|missile|border/NN:compound strike|attack|clash/NN ( on|in|near/IN:case {h_place} ):nmod?.5"],
    "h_victims": ["two|three|four|dozens|12|20/CD:nummod {nation}:amod?.6 soldier|civilian|rebel/NNS", "{nation}:amod general|commander|journalist|soldier|spy/NN"],
    "h_obl": ["over|amid|after|despite/IN:case {h_thing}", "in|near/IN:case {h_place}", "on/IN:case {day}", "over/IN:case {h_thing}"],
}
RULES["h_incident"][1] = "{h_place}:compound attack|blast|clash/NN"
del RULES["h_pp"]
