# Repositories side by side.
compare-title = Projecten vergelijken
compare-title-of = Vergelijking: { $names }
compare-how = Kies 2 tot 4 projecten. Zet bij de zoekresultaten een vinkje bij ‘Vergelijk’. U kunt hieronder ook een adres invullen.
compare-one = Kies er nog minstens één project bij. Dan ziet u de verschillen.
compare-differences = { $count ->
    [0] Alles wat we weten, is gelijk.
    [one] Er is 1 verschil. U herkent het aan ≠.
   *[other] Er zijn { $count } verschillen. U herkent ze aan ≠.
}
compare-differs = verschilt
compare-table = Vergelijking
compare-scroll = Past de tabel niet op uw scherm? Schuif hem dan opzij.
compare-remove = Haal weg
compare-full = U vergelijkt er 4. Dat is het hoogste aantal.
compare-add = Nog een project toevoegen
compare-search = Zoek een project om toe te voegen
compare-address = Of vul het adres van een repository in
compare-add-button = Voeg toe
compare-unknown = Dit adres staat niet in de catalogus: { $address }
compare-gone = Dit project is niet meer openbaar: { $address }
compare-double = Dit project koos u meer dan één keer: { $address }
compare-too-many = U koos { $count } projecten. We vergelijken de eerste { $limit }.
compare-what = Wat is het?
compare-summary = In één zin
compare-use = Mag u het gebruiken?
compare-licence = Welke licentie
compare-users = Gebruikt door
compare-upkeep = Wordt het onderhouden?
compare-why = Waarom we dat vinden
compare-commits = Wijzigingen door mensen in een jaar
compare-authors = Mensen in twee jaar
compare-version = Nieuwste versie
compare-version-of = { $name } ({ $day })
compare-no-version = Nog geen versie
compare-order = Is het op orde?
compare-openness = { $count } van 100
compare-figures = Cijfers
compare-issues = Open issues
compare-seen = Gelezen op
