# Pages of a link that somebody got: an invitation, and ending mail.
invitation-title = U bent uitgenodigd
invitation-lead = Met deze link meldt u zich aan bij de Bronwijzer. De link werkt één keer, en niet langer dan een dag. Is de link verlopen? Vraag dan een nieuwe aan wie u uitnodigde.
invitation-button = Aanmelden
unsubscribe-title = Stoppen met e-mail
unsubscribe-lead = U krijgt dan geen e-mail meer over wat u volgt. Wat u volgt, blijft staan op uw eigen pagina.
unsubscribe-button = Stuur mij geen e-mail meer
unsubscribed-title = U krijgt geen e-mail meer
unsubscribed-lead = We sturen u geen e-mail meer over wat u volgt. Op uw eigen pagina kunt u dat weer aanzetten.
confirm-email-title = Uw e-mailadres bevestigen
confirm-email-lead = Klopt uw e-mailadres? Dan sturen we nieuws over wat u volgt voortaan daarheen.
confirm-email-button = Ja, dit is mijn e-mailadres
email-confirmed-title = Uw e-mailadres is bevestigd
email-confirmed-lead = Vanaf nu gaat e-mail over wat u volgt naar dit adres. Hoe vaak u e-mail krijgt, kiest u op uw eigen pagina.
email-expired-title = Deze link werkt niet meer
email-expired-lead = De link is ouder dan 7 dagen, is al gebruikt, of u hebt daarna een ander e-mailadres ingevuld. Vul uw e-mailadres opnieuw in op uw eigen pagina.
