"""Plain spelling: the many ways a Norwegian word is spelled become one, and a typing error becomes the word it was meant for.

Bokmål, nynorsk and dialect meet here, so that what is learnt in one is known in the others. Only the classifier reads it; what
a teacher wrote is stored as written.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import DefaultDict, Dict, Iterable, List, Set, Text

from rapidfuzz.distance import OSA

KNOWN = 3  # times a word stands in the training data before others are corrected to it
SHORTEST, LONG = 4, 8  # letters: shorter words stay as they are, and long ones may hold two errors
_WORD = re.compile(r"\w+")

# A line holds the spellings of one word, the first of them what all become. No synonyms: they may want different things.
# The last one is what stands for a code or for initials: see bot/codes.py.
_SPELLINGS = """
hva kva ka ke kå hå va hvaa hvå
hvem kven kem kæm åkken hvæm hvm
hvor kor hvorr kvar
hvordan korleis kordan korsn korsjn åssen hossen kossn koss hurdan korlis kossen håssen kordn hvordn hvrdan
hvorfor kvifor koffør koffer hvorfer korfor kifor koffor hvorfår åffer
jeg eg æ je jæ ej æg jei jg
meg mæ mei mæi
deg dæ
ikke ikkje ikkj itj ittj ittje ikk isje inkje ik ikje itte
nå no nu nåh
må mæ måtte
skal ska sku skull
har ha he hæ
er e ær
noe noko nokka noke nåkka nåe nåko nokko noge
noen nokon nån nokken nåken nokre
være vere vær ver værra
gjøre gjere gjør jer jør gjærra gjørra jere gjæra
gjort gjord jort jord gjor
mer meir mær meire
neste nest næste næst
siden sidan sia
si seie sei seia
sier seier sie
sagt sagd sakt
se sjå sjaa
ser sjer
vet veit vett veid
vite vete vita
spørsmål spm spørsmålet spørsmåla spursmål sprsmål
spurte spurde spurt
foresatte føresette foreldre foreldrene foreldra foreldrane foresate føresatte
saken saka sak saki
uke veke uka veka uken
måned månad mnd månaden måneden
dager dagar daga dagan
fra frå ifra
vi me
hun ho hu hon
ham honom
dere dokker dykk dåkker dåkke dokke
de dei dem dæm
hjem heim jem hjemme heime
skole skule skolen skulen skola skula
lærer lærar læraren læreren lærarn
lekser leksene leksa leksen lekse
fravær fråvær fraværet fråværet fravere
bekymret bekymra uroleg urolig
bekymring bekymringa bekymringen
møte møtet møde
frist fristen frista tidsfrist fristn
vente vent vænt vænta
begynne byrje begynn byrja
fortsette fortsett fortsætt fortset
videre vidare vider vidre viare
tilbake attende tebake tebakers tilbakers
hopp hoppe hoppa
viktig viktigste viktigaste
litt litte lite lit
mye mykje mykkje møe mytje
mange mang
bare berre bærre bere
også òg
kan kæn kann
kunne kunna kunn
vil vill
få fæ får
gå går gåå
kommer kjem kjæm kjem kommar
tar tek tæk
gir gjev
ringe ringje ring
ringte ringde
snakke snakka snakk
skrive skriv
jente jenta jenten
gutt gut gutten guten
mor mora moren
far faren
hjelp hjælp hjelpe jelp
en ein ei et eit
og å
xx xxx xxxx xxxxx xxxxxx
"""


def _spellings() -> Dict[Text, Text]:
    plain: Dict[Text, Text] = {}
    for line in filter(None, _SPELLINGS.splitlines()):
        first, *others = line.split()
        for word in (first, *others):
            plain.setdefault(word, first)
    return plain


PLAIN = _spellings()


class Spelling:
    """Knows the words of the training data, most frequent first."""

    def __init__(self, words: Iterable[Text]) -> None:
        self.words: List[Text] = list(words)
        self._known: Set[Text] = {*self.words, *PLAIN}
        self._maimed: DefaultDict[Text, List[int]] = defaultdict(list)
        for rank, word in enumerate(self.words):
            if len(word) >= SHORTEST - 1:
                for left in _maimed(word, 1 if len(word) < LONG - 2 else 2):
                    self._maimed[left].append(rank)

    @classmethod
    def of(cls, texts: Iterable[Text]) -> "Spelling":
        counted = Counter(word for text in texts for word in _WORD.findall(text.lower()))
        return cls(
            word for word, times in sorted(counted.items(), key=lambda item: (-item[1], item[0])) if times >= KNOWN
        )

    def plain(self, texts: Iterable[Text]) -> List[List[Text]]:
        """The words of each text, in plain spelling. What stands in several texts is looked up once."""
        plain: Dict[Text, Text] = {}
        read = []
        for text in texts:
            words = _WORD.findall(text.lower())
            plain.update({word: self._plain(word) for word in words if word not in plain})
            read.append([plain[word] for word in words])
        return read

    def _plain(self, word: Text) -> Text:
        meant = self._correct(word)
        return PLAIN.get(meant, meant)

    def _correct(self, word: Text) -> Text:
        """The word it was meant for; among equally near ones the most frequent."""
        if word in self._known or len(word) < SHORTEST or word.isdigit():
            return word
        errors = 1 if len(word) < LONG else 2
        # Two words so near to each other become the same when that many letters are taken out of each: no need to try all.
        alike = {rank for left in _maimed(word, errors) for rank in self._maimed.get(left, ())}
        near = min(((OSA.distance(word, self.words[rank]), rank) for rank in alike), default=(LONG, 0))
        return self.words[near[1]] if near[0] <= errors else word


def _maimed(word: Text, letters: int) -> Set[Text]:
    """The word, and what is left of it when one letter, or up to so many, are taken out."""
    left = {word}
    for _ in range(letters):
        left |= {one[:at] + one[at + 1 :] for one in left for at in range(len(one))}
    return left
