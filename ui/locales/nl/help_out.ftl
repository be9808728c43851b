# Meedoen: wat er te doen is, ook voor wie niet programmeert.
nav-help-out = Meehelpen
help-out-title = Help mee aan software van de overheid
help-out-lead = Kies iets dat bij u past. U kunt programmeren, maar ook testen, schrijven, vertalen, ontwerpen of vragen beantwoorden.
help-out-any-help = Alle soorten hulp
help-out-on-this-page = Op deze pagina
help-out-tasks = { $count ->
    [one] Eerste taken (1)
   *[other] Eerste taken ({ $count })
}
help-out-tasks-what = Eigenaars zetten deze taken klaar voor nieuwe helpers. Nog niemand doet ze. We kijken elke keer opnieuw wat er open is.
help-out-tasks-all = Bekijk alle repository's met taken
help-out-questions = { $count ->
    [one] Vraag die wacht op antwoord (1)
   *[other] Vragen die wachten op antwoord ({ $count })
}
help-out-questions-what = Nog niemand anders schreef iets onder deze vragen. Weet u het antwoord? Of kunt u het probleem ook zien? Schrijf het erbij.
help-out-questions-all = Bekijk alle repository's met vragen
help-out-nothing-chosen = We vinden nu niets dat bij deze keuze past. Dit kunt u ook doen:
help-out-nothing = We kennen nu geen taken of vragen. Dit kunt u ook doen:
help-out-since = open sinds { $date }
help-out-in = in
help-out-forge = De taken en vragen staan op het platform van de eigenaar. Daar hebt u vaak een account voor nodig.
facet-help = Wat u kunt doen
facet-help-none = Geen taken of vragen bekend
help-kind-code = Programmeren
help-kind-design = Ontwerpen
help-kind-text = Teksten schrijven
help-kind-translation = Vertalen
help-kind-testing = Testen
help-kind-research = Onderzoeken
help-kind-community = Mensen bij elkaar brengen
help-kind-security = Veiliger maken
help-kind-any = Taken zonder soort
help-kind-questions = Vragen beantwoorden
repository-tasks = Eerste taken
repository-tasks-what = De eigenaar zoekt hier iemand voor.
repository-questions = Wacht op antwoord
