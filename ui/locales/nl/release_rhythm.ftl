# Hoe regelmatig versies uitkomen.
section-release-rhythm = Ritme van versies
explain-release-rhythm = Zo bepalen we het ritme
facet-release-rhythm = Ritme van versies

rhythm-regular = Komt regelmatig uit
rhythm-irregular = Komt onregelmatig uit
rhythm-slowing = Komt minder vaak uit
rhythm-too-few = Te weinig versies
rhythm-unknown = Ritme niet te bepalen

reason-versions_come_regularly = de laatste versies kwamen uit op { $count } dagen, met meestal ongeveer { $days ->
    [one] 1 dag
   *[other] { $days } dagen
} ertussen
reason-versions_come_irregularly = de laatste versies kwamen uit op { $count } dagen, met { $least } tot { $days } dagen ertussen
reason-versions_slow_down = de laatste versie kwam uit op { $date }, { $days } dagen voordat we keken; eerder zat er meestal { $before ->
    [one] 1 dag
   *[other] { $before } dagen
} tussen, en nooit zo veel
reason-too_few_versions = { $count ->
    [0] er is nog geen versie uitgekomen; met minder dan { $least } dagen waarop een versie uitkwam is er geen ritme
    [one] er kwam op 1 dag een versie uit; met minder dan { $least } dagen is er geen ritme
   *[other] er kwamen op { $count } dagen versies uit; met minder dan { $least } dagen is er geen ritme
}
reason-older_versions_not_known = we kennen alleen de nieuwste versies, en die kwamen uit op { $count ->
    [one] 1 dag
   *[other] { $count } dagen
}
reason-versions_without_dates = deze bron zegt niet van alle versies wanneer ze uitkwamen
reason-versions_not_told = deze bron zegt niet welke versies er zijn
reason-rhythm_of_archived = de repository is gearchiveerd; dan beoordelen we het ritme niet

explanation-release-rhythm-title = Zo bepalen we het ritme van versies
explanation-release-rhythm-intro = We kijken naar de dagen waarop de laatste tien versies uitkwamen, en hoeveel tijd daartussen zat. Versies van dezelfde dag tellen als één. Automatische bouwsels tellen niet mee. Een vast ritme helpt u om updates te plannen. Het zegt niet of de software goed is.
explanation-rhythm-regular = Driekwart van de tijden tussen versies, of meer, is ongeveer even lang als de middelste: hoogstens twee keer zo lang of half zo lang, of hoogstens 7 dagen anders. En de laatste versie is hoogstens 30 dagen geleden, of hoogstens twee keer zo lang als de middelste tijd.
explanation-rhythm-irregular = De tijden tussen versies verschillen meer.
explanation-rhythm-slowing = De laatste versie is langer geleden dan er ooit tussen twee van deze versies zat, meer dan twee keer zo lang als de middelste tijd, en meer dan 30 dagen.
explanation-rhythm-too-few = Er kwamen op minder dan 4 dagen versies uit.
explanation-rhythm-unknown = De repository is gearchiveerd, is een fork waar niemand iets aan wijzigde, of onze bron zegt te weinig over de versies.
label-rhythm-slowing = Komt minder vaak uit
