# Pages of a link that somebody got: an invitation, and ending mail.
invitation-title = U bent uitgenodigd
invitation-lead = Met deze link meldt u zich aan bij de Bronwijzer. De link werkt één keer, en niet langer dan een dag. Is de link verlopen? Vraag dan een nieuwe aan wie u uitnodigde.
invitation-button = Aanmelden
unsubscribe-title = Stoppen met e-mail
unsubscribe-lead = U krijgt dan geen e-mail meer over wat u volgt. Wat u volgt, blijft staan op uw eigen pagina.
unsubscribe-button = Stuur mij geen e-mail meer
unsubscribed-title = U krijgt geen e-mail meer
unsubscribed-lead = We sturen u geen e-mail meer over wat u volgt. Op uw eigen pagina kunt u dat weer aanzetten.
