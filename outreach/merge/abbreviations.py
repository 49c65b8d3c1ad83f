"""Words the sentence rule knows. Small letters stand for any case, capitals for themselves."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Something always follows: their dot ends no sentence.
LEADING = _words(
    """
    abb abs abt allg anm apl aufl ausg bearb bes betr bspw bzgl bzw ca cf chr dergl dgl dipl dr
    drs ebd eds ehem eigtl einschl engl entspr erg ev evtl exkl ff fr frl geb gebr ggf ggfs
    griech hon hr hrn hrsg ing inkl insb insbes ital jew kap kath kfm lat lfd lt Mag med messrs
    mlle mmag mme mr mrs ms mt mtl nachm nr nrn näml orig phil priv prof prot röm schw sen sog
    p.s ps spez st staatl stellv stv techn teilw tel tägl univ urspr verh vgl vol vorm vs vtl wiss zit
    zool zzgl österr
    """
)
#: A dot behind these is an abbreviation's only before a number: "No. 5", but "No. Not me."
NUMBERING = _words(
    """
    art fig no nos par sec
    """
)
#: These may end a sentence or not; the word that follows decides.
EITHER = _words(
    """
    am apr aug bd bde bn co corp dec dept dez etc eur feb fri inc jan jh jhdt jr jul jun ltd mbh
    mill min mio mrd mwst nov oct okt pl pm sek sep sept sr std str thu thurs tsd tue tues usf
    ust usw uvm wed ä
    """
)
#: Words that get their capital only where a sentence begins. "Sie", "Ihr" and the English
#: "I" are not among them: they have one anywhere.
OPENERS = _words(
    """
    a ab aber about after afterwards all alle allerdings als also although am an and andere
    another any anyway are as at auch auf aus außerdem because before bei beim besides bis
    bisher bitte both but by can could da dabei dadurch dafür dagegen daher damals damit danach
    daneben dann daran darauf daraus darin darum darüber das dass davon davor dazu dein deine
    dem den denn dennoch der des deshalb deswegen did die dies diese dieser dieses dir doch does
    dort du durch during each ein eine einem einen einer eines einige either endlich er erst es
    etwas euch euer eure even every everything falls few for from für gegen gern gerne gestern
    haben had has hast hat have he hello her here heute hier his hoffentlich how however ich if
    im immer in ins instead inzwischen is ist it its ja jede jedenfalls jeder jedes jetzt just
    kann kein keine keiner kommt können könnte lately leider let lieber man manche manchmal many
    maybe meanwhile mein meine meinen meiner mir mit more morgen most much my nach nachdem
    natürlich neben nein never nicht nichts no noch not nothing now nun nur ob oder of ohne on
    once only or our perhaps please recently schon sehr sein seine seit seitdem seither she
    should since sind so sobald some something sometimes sonst soon später still such thank
    thanks that the their then there therefore these they this those though through thus to
    today tomorrow trotzdem um und uns unser unsere unter until viel viele vielen vielleicht vom
    von vor vorher wann war waren warum was we weil welche wenn wer werden were what whatever
    when whenever where which while who whose why wie wieder wir wird with without wo wofür
    wollen womit would wurde während würde yes yesterday yet you your zu zudem zuerst zuletzt
    zum zur zurzeit zwar zwischen über übrigens
    """
)
