# The vitality index of Developers Italia.
section-vitality = Voor vergelijking met Italië
explain-vitality = Zo berekenen we de vitaliteit
vitality-score = Vitaliteit volgens Italië: { $score }
vitality-measures = Het is een index over 60 dagen, van mensen, wijzigingen, versies en leeftijd. Wat oud is, heeft altijd veel punten.
vitality-says-nothing = Dit zegt niet of er nu aan gewerkt wordt.
vitality-unknown = Niet te berekenen
vitality-points = { $points } punten per dag
vitality-authors = Mensen
vitality-activity = Wijzigingen
vitality-releases = Versies
vitality-age = Leeftijd
vitality-newest-release = { $days ->
    [one] de nieuwste versie ({ $name }) was 1 dag oud toen we keken
   *[other] de nieuwste versie ({ $name }) was { $days } dagen oud toen we keken
}

reason-vitality_authors = { $people ->
    [0] in de laatste twee jaar werkte niemand aan de code
    [one] in de laatste twee jaar werkte 1 persoon aan de code
   *[other] in de laatste twee jaar werkten { $people } mensen aan de code
}
reason-vitality_without_authors = we konden niet alle mensen tellen die aan de code werkten
reason-vitality_commits = in de laatste 60 dagen waren er { $commits } wijzigingen, en daarvan voegden er { $merges } werk samen (merges)
reason-vitality_commits_without_merges = in de laatste 60 dagen waren er { $commits } wijzigingen; welke daarvan werk samenvoegden, zegt deze bron niet
reason-vitality_without_days = we konden de wijzigingen van de laatste 60 dagen niet per dag tellen
reason-vitality_tags = { $tags ->
    [0] in de laatste 60 dagen kwam er geen versie uit
    [one] in de laatste 60 dagen kwam er 1 versie uit
   *[other] in de laatste 60 dagen kwamen er { $tags } versies uit
}
reason-vitality_newest_tags = in de laatste 60 dagen kwamen er minstens { $tags } versies uit; meer konden we niet lezen
reason-vitality_without_tags = deze bron zegt niet wanneer er versies uitkwamen
reason-vitality_age = de repository bestaat minstens sinds { $date }
reason-vitality_too_old = de oudste datum is { $date }; voor iets van voor 2005 geeft de index geen cijfer
reason-vitality_without_age = we weten niet hoe oud de repository is

explanation-vitality-title = Zo berekenen we de vitaliteit
explanation-vitality = De vitaliteit is de index van Developers Italia, de catalogus van de Italiaanse overheid. Zo kunt u cijfers tussen landen vergelijken. Voor elk van de laatste 60 dagen tellen we punten op: voor het aantal mensen dat aan de code werkte (4 tot 36), voor wijzigingen op die dag, waarbij een merge dubbel telt (2 tot 60), voor versies op die dag (20 tot 50) en voor de leeftijd (20 tot 35). Een dag krijgt hoogstens 100 punten. De index is het gemiddelde, naar beneden afgerond.
explanation-vitality-quiet = Let op: mensen en leeftijd tellen ook mee als er nu niets gebeurt. Een repository van twee jaar of ouder heeft daarom altijd minstens 61 punten. Of iemand de code nu onderhoudt, ziet u aan de status.
explanation-vitality-differences = Onze feiten verschillen iets van de Italiaanse. Wij tellen mensen van de laatste twee jaar en geen bots; Italië telt iedereen die ooit iets wijzigde. Wij kennen alleen de tien nieuwste versies. Ontbreekt een van de vier delen? Dan geven we geen cijfer.
