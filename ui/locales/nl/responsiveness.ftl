# Hoe snel vragen en wijzigingen een eerste antwoord krijgen.
section-responsiveness = Reactietijd
explain-responsiveness = Zo bepalen we de reactietijd
facet-responsiveness = Reactietijd

answers-quick = Antwoordt snel
answers-weeks = Antwoord in een maand
answers-slow = Antwoordt traag
answers-too-few = Te weinig bekend
answers-unknown = Reactietijd onbekend

reason-first_answer_within = van { $count } vragen en wijzigingen in een half jaar kreeg de helft { $days ->
    [0] binnen een dag
    [one] binnen 1 dag
   *[other] binnen { $days } dagen
} een eerste antwoord; { $waiting ->
    [0] er wacht er geen
    [one] 1 wacht nog
   *[other] { $waiting } wachten nog
}
reason-most_wait = van { $count } vragen en wijzigingen in een half jaar { $waiting ->
    [one] wacht er 1
   *[other] wachten er { $waiting }
} nog op een eerste antwoord
reason-too_few_asked = { $count ->
    [0] we kennen geen vragen of wijzigingen van het laatste half jaar; vanaf { $least } meten we de reactietijd
    [one] we kennen 1 vraag of wijziging van het laatste half jaar; vanaf { $least } meten we de reactietijd
   *[other] we kennen { $count } vragen en wijzigingen van het laatste half jaar; vanaf { $least } meten we de reactietijd
}
reason-answers_not_told = deze bron zegt niet hoe snel er antwoord kwam
reason-answers_of_archived = het staat in het archief; dan meten we dit niet

explanation-responsiveness-title = Zo bepalen we de reactietijd
explanation-responsiveness-intro = We kijken naar vragen en wijzigingen van anderen in het laatste half jaar. We tellen de dagen tot iemand anders antwoordt. Daarvan nemen we de middelste. Wat nog wacht, telt als langste. Vragen van programma's tellen niet mee. De reactietijd zegt niet of de software goed is.
explanation-answers-quick = De helft krijgt binnen 7 dagen een eerste antwoord.
explanation-answers-weeks = De helft krijgt binnen 30 dagen een eerste antwoord.
explanation-answers-slow = De helft wacht langer, of wacht nog.
explanation-answers-too-few = We kennen minder dan 5 vragen en wijzigingen.
explanation-answers-unknown = De repository is gearchiveerd, of onze bron zegt niet hoe snel er antwoord kwam.
