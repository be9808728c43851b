# What a repository publishes, whether it is at risk, and where it is kept up.
section-risk = Risico
explain-risk = Zo bepalen we het risico
facet-at-risk = Risico
facet-kind = Soort inhoud

risk-at-risk = Loopt risico
risk-not-at-risk = Geen teken van risico
risk-already-left = Al verlaten
risk-at-risk-one_person_makes_most_commits = Hangt aan één persoon
risk-at-risk-commits_fell_while_used = Gebruikt, maar valt stil
risk-at-risk-commits_fell_while_starred = Gebruikt, maar valt stil
risk-at-risk-commits_fell_while_forked = Gebruikt, maar valt stil
risk-unknown = Te weinig gegevens over risico
publishes-software = Software
publishes-standard = Standaard
publishes-data = Data
publishes-documentation = Documentatie
publishes-unknown = Onbekend

reason-package_release_recent = versie { $version } van het onderdeel { $package } kwam uit op { $date }
reason-last_package_release = de laatste versie ({ $version } van het onderdeel { $package }) kwam uit op { $date }
reason-kept_up_elsewhere = dit is een kopie: het onderhoud gebeurt op { $address }, en de wijzigingen hier komen daarvandaan
reason-kept_up_elsewhere_unnamed = dit is een kopie: het onderhoud gebeurt ergens anders, maar het platform zegt niet waar
reason-publiccode_names_other_home = volgens publiccode.yml is dit het adres van de software: { $address }
reason-fork_without_own_push = deze fork is gemaakt op { $date } en daarna heeft niemand hier iets gewijzigd; de wijzigingen die er staan, komen van { $address }
reason-fork_without_own_push_unnamed = deze fork is gemaakt op { $date } en daarna heeft niemand hier iets gewijzigd; de wijzigingen die er staan, komen van het origineel
reason-finished_standard = dit is een standaard: die verandert van nature weinig, dus stilte betekent niet dat hij verwaarloosd is
reason-data_rather_than_software = dit zijn gegevens en geen software: stilte betekent niet dat ze verwaarloosd zijn
reason-documentation_rather_than_software = dit is documentatie en geen software: stilte betekent niet dat die verwaarloosd is

reason-kind_declared_in_publiccode = publiccode.yml noemt het soort software ‘{ $type }’
reason-kind_by_topic = het heeft het onderwerp ‘{ $word }’ en bijna geen code
reason-kind_by_name = in de naam staat ‘{ $word }’ en er is weinig code
reason-kind_by_readme_title = in de titel van de README staat ‘{ $word }’ en er is weinig code
reason-kind_by_publication = de tekst noemt ‘{ $word }’, waarmee teksten worden gepubliceerd, en er is weinig code
reason-kind_by_description = in de beschrijving staat ‘{ $word }’ en er is geen code
reason-kind_by_readme = aan het begin van de README staat ‘{ $word }’ en er is geen code
reason-kind_by_contents = er staat dat er ‘{ $word }’ in zit
reason-kind_by_software_name = in de naam of de titel staat ‘{ $word }’
reason-kind_by_definition = de tekst noemt het ‘{ $word }’ en er is weinig code
reason-kind_by_account = { $account } publiceert standaarden en er is weinig code
reason-kind_by_code = er is code in { $language }
reason-kind_by_markup = er zijn opgemaakte teksten ({ $language }) en bijna geen code
reason-kind_without_code = er is geen code
reason-kind_not_known = deze bron zegt niet welke programmeertalen er zijn
reason-kind_of_nothing = de repository is leeg

reason-one_person_makes_most_commits = één persoon maakte { $percent }% van de { $commits } wijzigingen door mensen in het laatste jaar
reason-several_people_commit = { $people } mensen maakten in het laatste jaar { $commits } wijzigingen; wie het meeste deed, maakte { $percent }%
reason-few_commits_last_year = { $commits ->
    [0] in het laatste jaar wijzigde niemand de code; met minder dan { $least } wijzigingen zegt een aandeel niets
    [one] in het laatste jaar was er 1 wijziging door een mens; met minder dan { $least } zegt een aandeel niets
   *[other] in het laatste jaar waren er { $commits } wijzigingen door mensen; met minder dan { $least } zegt een aandeel niets
}
reason-few_commits_year_before = in het jaar daarvoor waren er { $before } wijzigingen door mensen, tegen { $commits } in het laatste jaar; met minder dan { $least } zegt een daling niets
reason-commits_held_up = het aantal wijzigingen daalde niet sterk: { $commits } in het laatste jaar, { $before } in het jaar daarvoor
reason-commits_fell_while_used = het aantal wijzigingen daalde van { $before } naar { $commits } per jaar, en publiccode.yml noemt { $users ->
    [one] 1 organisatie die het gebruikt
   *[other] { $users } organisaties die het gebruiken
}
reason-commits_fell_while_starred = het aantal wijzigingen daalde van { $before } naar { $commits } per jaar, en { $users } mensen gaven een ster
reason-commits_fell_while_forked = het aantal wijzigingen daalde van { $before } naar { $commits } per jaar, en anderen maakten { $users } forks
reason-commits_fell_unused = het aantal wijzigingen daalde van { $before } naar { $commits } per jaar, maar niets wijst erop dat anderen het gebruiken
reason-commits_fell_use_not_known = het aantal wijzigingen daalde van { $before } naar { $commits } per jaar, maar deze bron zegt niet of anderen het gebruiken
reason-fall_in_nature_of_kind = { $kind ->
    [standard] bij een standaard hoort dat er na een tijd minder verandert
    [data] bij gegevens hoort dat er na een tijd minder verandert
   *[documentation] bij documentatie hoort dat er na een tijd minder verandert
}
reason-people_already_left = er werkt niemand meer aan, dus valt er geen risico meer te beoordelen; de status zegt sinds wanneer
reason-risk_of_archived = de repository is gearchiveerd; dan beoordelen we het risico niet
reason-risk_without_commits = we hebben geen gegevens over wijzigingen in de code
reason-risk_commits_not_counted = we konden niet alle wijzigingen tellen, alleen die sinds { $date }
reason-risk_authors_not_counted = we weten niet hoe de wijzigingen van het laatste jaar over mensen zijn verdeeld

explanation-status-elsewhere = Bij een spiegel volgt de status de wijzigingen van het origineel, en we zeggen waar het onderhoud gebeurt. Een fork waar niemand iets aan wijzigde, noemen we niet druk door het werk aan het origineel. Heeft een repository meer onderdelen? Dan geldt één status voor het geheel.
explanation-kind-title = Wat er in een repository staat
explanation-kind-intro = Niet alles is software. Een standaard die af is, mag stil zijn. Daarom kijken we wat een repository publiceert. We noemen iets alleen anders dan software als er bijna geen code in staat en als de naam, de onderwerpen, de beschrijving of de README zeggen wat het wel is. Is er geen code? Dan is het documentatie, tenzij er een ander teken is.
explanation-publishes-software = Er staat code in, of publiccode.yml noemt een soort software.
explanation-publishes-standard = Een standaard, specificatie of informatiemodel.
explanation-publishes-data = Gegevens of codelijsten.
explanation-publishes-documentation = Teksten, ontwerpen en andere bestanden voor mensen.
explanation-publishes-unknown = Onze bron zegt niet welke programmeertalen er zijn, of de repository is leeg.
explanation-risk-title = Zo bepalen we of een repository risico loopt
explanation-risk-intro = Het risico staat naast de status. We kijken of de kennis bij één persoon zit, en of mensen stoppen met software die anderen gebruiken. Een jaar is 52 weken. Wijzigingen door bots tellen niet mee. Met minder dan 12 wijzigingen in een jaar zegt een aandeel of een daling niets.
explanation-risk-at-risk = Eén persoon maakte 80% of meer van de wijzigingen in het laatste jaar. Of het aantal wijzigingen daalde met 75% of meer tegenover het jaar daarvoor, terwijl anderen de software gebruiken: minstens 10 sterren, minstens 3 forks, of een organisatie die publiccode.yml noemt. Een daling telt alleen bij software.
explanation-risk-not-at-risk = Geen van beide regels geldt. Dat zegt niet dat alles goed is: kijk ook naar het onderhoud.
explanation-risk-already-left = De mensen zijn al weg: de status is ‘stil’ of ‘niet onderhouden’. Dan beoordelen we het risico niet. Een standaard, gegevens en documentatie mogen stil zijn; daar zeggen we dat het risico niet te bepalen is.
explanation-risk-unknown = De repository is gearchiveerd, een feit dat we nodig hebben ontbreekt, of er verandert zo weinig dat geen van beide regels iets zegt.
