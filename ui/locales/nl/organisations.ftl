# The list of organisations, and the page of one.
organisations-title = Organisaties
organisations-what = Van deze overheidsorganisaties zoeken we de open broncode bij elkaar.
organisations-count = { $count ->
    [one] 1 organisatie
   *[other] { $count } organisaties
}
organisation-repositories = { $count ->
    [0] geen repository's
    [one] 1 repository
   *[other] { $count } repository's
}
organisations-none = Er staan nog geen organisaties in het register.
type-heading-ministry = Ministeries
type-heading-agency = Agentschappen
type-heading-zbo = Zelfstandige bestuursorganen (zbo's)
type-heading-municipality = Gemeenten
type-heading-province = Provincies
type-heading-water-board = Waterschappen
type-heading-cooperation = Samenwerkingsverbanden
type-heading-foundation = Stichtingen
type-heading-other = Overige overheidsorganisaties
organisation-facts = Over deze organisatie
organisation-type = Soort organisatie
organisation-short-names = Afkorting
organisation-tooi = Nummer in het overheidsregister (TOOI)
organisation-accounts = { $count ->
    [one] Account op een platform
   *[other] Accounts op platforms
}
organisation-its-repositories = Repository's
