# The home page.
home-title = Vind software die de overheid al heeft
home-lead = U ziet wat het doet, of u het mag gebruiken, of er nog aan gewerkt wordt en wie u kunt vragen.
home-search-label = Waar zoekt u software voor?
home-for-example = Bijvoorbeeld:
home-examples = zaken, formulieren, inloggen, kaarten, toegankelijkheid
home-only-open = Alleen wat u mag gebruiken
home-only-maintained = Alleen wat onderhouden wordt
home-figures = De catalogus in cijfers
home-repositories = { $count ->
    [one] project
   *[other] projecten
}
home-organisations = van de { $all } organisaties publiceren code
home-municipalities = van de { $all } gemeenten publiceren code
home-open-licence = met een open licentie
home-not-enough = Te weinig bekend
home-seeking = { $count ->
    [one] zoekt misschien een beheerder
   *[other] zoeken misschien een beheerder
}
home-when = Wanneer we gegevens ophalen
home-ways = Ik wil …
home-use = Software gebruiken
home-use-what = Kies waarvoor u het nodig hebt:
home-use-more = Bekijk alle projecten
home-open = Weten hoe open de overheid is
home-figure-open-licence = { $share } heeft een open licentie ({ $passed } van { $known })
home-figure-open-licence-unknown = Van te weinig projecten kennen we de licentie.
home-figure-upkeep = { $share } wordt onderhouden ({ $passed } van { $known })
home-figure-upkeep-unknown = Van te weinig projecten weten we of iemand ze onderhoudt.
home-open-more = Bekijk het per organisatie
home-help = Meehelpen
home-help-what = Kies een programmeertaal die u kent:
home-help-more = Kijk waar u kunt beginnen
home-newest-title = Nieuwe projecten
home-newest-more = Meer nieuwe projecten
home-released-title = Nieuwe versies
home-released-more = Meer nieuwe versies
home-seeking-title = Zoekt hulp
home-seeking-more = Alles wat hulp zoekt
home-whose = Van wie?
home-whose-more = Bekijk alle organisaties
