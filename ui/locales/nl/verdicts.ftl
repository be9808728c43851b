# Statuses and verdicts, and the reasons for them. A reason continues the
# sentence that the verdict starts: "Druk: in 9 van de laatste 12 weken …".
maintenance-archived = Gearchiveerd
maintenance-seeking-maintainer = Zoekt een beheerder
maintenance-active = Druk (laatste 3 maanden)
maintenance-maintained = Onderhouden (laatste jaar)
maintenance-dormant = Stil (1 tot 2 jaar)
maintenance-unmaintained = Niet onderhouden
maintenance-unknown = Onbekend

licence-open = Open licentie
licence-open-content = Open licentie voor tekst en data
licence-not-open = Geen open licentie
licence-missing = Geen licentie: vraag het eerst
licence-contradictory = Niet duidelijk welke licentie geldt
licence-unknown = Licentie onbekend

# On a label: at most 24 characters. A verdict that is not here is short enough.
label-maintenance-active = Druk aan gewerkt
label-maintenance-maintained = Onderhouden
label-maintenance-unknown = Onderhoud onbekend
label-licence-open = Mag u gebruiken
label-licence-open-content = Open voor tekst en data
label-licence-missing = Geen licentie
label-licence-contradictory = Licentie onduidelijk
label-risk-at-risk = Let op: risico
label-risk-unknown = Risico onbekend
label-publiccode-valid = publiccode.yml geldig
label-publiccode-invalid = publiccode.yml: fouten
label-publiccode-missing = Geen publiccode.yml
label-publiccode-unknown = publiccode.yml onbekend

type-ministry = Ministerie
type-agency = Agentschap
type-zbo = Zelfstandig bestuursorgaan (zbo)
type-municipality = Gemeente
type-province = Provincie
type-water-board = Waterschap
type-cooperation = Samenwerkingsverband
type-public-body = Openbaar lichaam in Caribisch Nederland
type-foundation = Stichting
type-other = Overige overheidsorganisatie

reason-archived_by_owner = de eigenaar heeft de repository op { $date } gesloten; er verandert niets meer
reason-archived_by_owner_undated = de eigenaar heeft de repository gesloten; er verandert niets meer
reason-disabled_by_forge = het platform heeft de repository uitgezet
reason-publiccode_obsolete = volgens publiccode.yml is de software verouderd
reason-publiccode_maintenance_none = volgens publiccode.yml beheert niemand de software
reason-publiccode_contract_ended = let op: volgens publiccode.yml liep het onderhoudscontract af op { $date }
reason-readme_says_farewell = in de README staat ‘{ $words }’
reason-description_says_farewell = in de beschrijving staat ‘{ $words }’
reason-successor_named = de eigenaar noemt wat ervoor in de plaats komt: { $name }
reason-successor_named_with_address = de eigenaar noemt wat ervoor in de plaats komt: { $name }, op { $address }
reason-successor_address = de eigenaar verwijst naar wat ervoor in de plaats komt: { $address }
reason-topic_seeks_maintainer = de eigenaar vraagt om een beheerder met het onderwerp ‘{ $topic }’
reason-human_commits_recent_weeks = in { $weeks } van de laatste { $of } weken werkten mensen aan de code
reason-release_recent = versie { $name } kwam uit op { $date }
reason-last_human_commit = iemand werkte voor het laatst aan de code op { $date }
reason-barely_kept_up = maar nauwelijks: in het laatste jaar { $commits ->
    [0] wijzigde niemand iets
    [one] was er maar 1 wijziging door een mens
   *[other] waren er maar { $commits } wijzigingen door mensen
}, tegen { $before } in het jaar daarvoor
reason-barely_kept_up_since_made = maar nauwelijks: sinds het begin, minder dan een jaar geleden, { $commits ->
    [one] was er maar 1 wijziging door een mens
   *[other] waren er maar { $commits } wijzigingen door mensen
}
reason-kept_up_by_program = een programma houdt de gegevens bij: { $commits } wijzigingen in het laatste jaar
reason-last_release = de laatste versie ({ $name }) kwam uit op { $date }
reason-last_commit_of_any_kind = sinds { $date } is er niets veranderd
reason-only_bots_commit = alleen bots wijzigden de code in de laatste twee jaar; de laatste keer was op { $date }
reason-only_bots_in_what_was_counted = in de wijzigingen die we konden tellen zitten alleen bots; de laatste keer was op { $date }
reason-empty_repository = de repository is leeg
reason-not_seen_since = sinds { $date } heeft niemand gekeken
reason-no_facts = we hebben geen gegevens om dit te bepalen

reason-open_licence = { $licence } is een opensourcelicentie: u mag de code gebruiken, aanpassen en delen
reason-open_content_licence = { $licence } is een open licentie voor tekst en data, niet bedoeld voor code
reason-not_an_open_licence = { $licence } is geen opensourcelicentie
reason-recognised_by_forge = het platform herkende { $licence } in het licentiebestand
reason-declared_in_publiccode = publiccode.yml noemt { $licence }
reason-no_licence_found = er is geen licentie gevonden, dus u mag de code niet zomaar hergebruiken
reason-licence_not_in_spdx = { $licence } staat niet in de internationale lijst van licenties (SPDX)
reason-licence_not_recognised = er is een licentiebestand, maar het platform herkent de licentie niet
reason-licence_not_looked_for = deze bron zegt niets over de licentie
reason-without-text = regel ‘{ $rule }’
