# Forms in general: what fields need, and what can be wrong.
form-required = (verplicht)
form-choose = Maak een keuze
form-organisation-find = Zoek de organisatie
form-organisation-none = We kennen geen organisatie met deze naam. Zoek op een deel van de naam.
form-organisation-many = Er zijn er meer dan tien met deze woorden. Kies er een, of vul meer van de naam in.
form-organisation-which = Kies de juiste organisatie:
form-longest = Hoogstens { $count } tekens.
form-left = Nog # tekens.
form-over = # tekens te veel.
form-problems = { $count ->
    [one] Er klopt 1 ding niet
   *[other] Er kloppen { $count } dingen niet
}
form-missing = Vul dit in.
form-missing-choice = Maak een keuze.
form-too-long = Dit zijn { $length } tekens. Gebruik er hoogstens { $longest }.
form-wrong-line = Kort dit in tot hoogstens { $longest } tekens, op één regel.
form-wrong-text = Kort dit in tot hoogstens { $longest } tekens.
form-wrong-number = Vul een heel getal in, van 1 tot { $longest }.
form-wrong-day = Vul een datum in.
form-wrong-organisation = We kennen deze organisatie niet. Zoek op een deel van de naam en kies er een.
form-wrong-repository = We kennen geen repository op dit adres. Plak het hele adres, zoals https://github.com/naam/project.
form-wrong-url = Vul een heel adres in dat begint met https://.
form-wrong-choice = Kies een van de antwoorden.
