# Mail to members.
mail-digest-subject = { $count ->
    [one] Eén nieuwtje over wat u volgt
   *[other] { $count } nieuwtjes over wat u volgt
}
mail-digest-lead = Dit is er gebeurd met wat u volgt in de Bronwijzer.
mail-news-went_quiet = Hier werkt al lang niemand meer aan.
mail-news-revived = Hier wordt weer aan gewerkt.
mail-news-archived = De eigenaar heeft dit gearchiveerd.
mail-news-left = Dit is niet meer openbaar.
mail-news-new_owner = Dit heeft een andere eigenaar.
mail-news-licence_changed = Dit heeft een andere licentie.
mail-news-seeking = De eigenaar zoekt een beheerder, hulp of partners.
mail-news-farewell = De eigenaar vertelt waarom dit is gestopt.
mail-news-statement = Iemand heeft hier iets over gezegd.
mail-news-new_repository = Dit staat nieuw in de Bronwijzer.
mail-because-used = Uw organisatie gebruikt dit.
mail-because-repository = U volgt deze repository.
mail-because-organisation = U volgt deze organisatie.
mail-because-theme = U volgt dit thema.
mail-because-search = U volgt een zoekvraag die dit vindt.
mail-message-subject = U hebt een bericht in de Bronwijzer
mail-message-from = { $name } heeft u een bericht gestuurd. U leest het op uw eigen pagina. Uw e-mailadres ziet niemand.
mail-message = U hebt een bericht gekregen. U leest het op uw eigen pagina. Uw e-mailadres ziet niemand.
mail-confirm-subject = Is dit uw e-mailadres?
mail-confirm-lead = { $name } gaf dit e-mailadres op bij de Bronwijzer, voor nieuws over software. Bent u dat? Bevestig het dan binnen 7 dagen. Kent u dit niet? Doe dan niets. U krijgt dan geen e-mail meer.
mail-confirm = Bevestig uw e-mailadres
mail-own = Uw eigen pagina: berichten, wat u volgt, en hoe vaak u e-mail krijgt
mail-unsubscribe = Geen e-mail meer ontvangen
