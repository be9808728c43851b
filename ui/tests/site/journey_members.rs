//! Journeys of members with a real browser, with scripts and without.

use bronwijzer_index::community::action::{Action, Decision};
use bronwijzer_index::community::statement::Visibility;
use bronwijzer_index::{Catalogue, StatementFilter};
use chrono::Utc;
use thirtyfour::prelude::*;

use crate::browser::{Setup, with_browser};
use crate::community::OWNER;
use crate::journey::{arrive, find};
use crate::member::{As, COOKIE, Member, pages};
use crate::site::Site;

const PORTAL_PAGE: &str = "/repositories/github.com/GemeenteNijmegen/portaal";

/// A browser on a test's site, and who may sit at it.
struct Desk {
    browser: WebDriver,
    site: String,
    catalogue: Catalogue,
    moderator: Member,
}

impl Desk {
    async fn sit_down(&self, member: &Member) {
        self.browser
            .goto(format!("{}/privacy", self.site))
            .await
            .unwrap();
        self.browser.delete_all_cookies().await.unwrap();
        let mut cookie = Cookie::new(COOKIE, member.token.clone());
        cookie.set_path("/");
        self.browser.add_cookie(cookie).await.unwrap();
    }

    async fn open(&self, path: &str) {
        self.browser
            .goto(format!("{}{path}", self.site))
            .await
            .unwrap();
    }

    async fn press(&self, css: &str) {
        let element = find(&self.browser, css).await;
        element.scroll_into_view().await.unwrap();
        element.click().await.unwrap();
    }

    async fn write(&self, css: &str, text: &str) {
        find(&self.browser, css)
            .await
            .send_keys(text)
            .await
            .unwrap();
    }

    async fn follow_link(&self, words: &str) {
        let link = self.browser.find(By::LinkText(words)).await.unwrap();
        link.scroll_into_view().await.unwrap();
        link.click().await.unwrap();
    }

    async fn reads(&self, words: &str) {
        let page = find(&self.browser, "main").await.text().await.unwrap();
        assert!(page.contains(words), "`{words}` is not on the page: {page}");
    }

    async fn path(&self) -> String {
        self.browser.current_url().await.unwrap().path().to_owned()
    }

    /// A moderator accepts all that waits.
    fn accept(&self) {
        let community = self.catalogue.community();
        let viewer = community.viewer_of_session(&self.moderator.token, Utc::now());
        let viewer = viewer.unwrap().unwrap();
        let filter = StatementFilter {
            visibility: vec![Visibility::Held],
            ..StatementFilter::default()
        };
        for waiting in community.statements(&filter, Some(&viewer)) {
            let accept = Action::Decide {
                id: waiting.id.clone(),
                decision: Decision::Accept,
                reason: "In orde.".to_owned(),
            };
            community.act(&viewer, accept, Utc::now()).unwrap();
        }
    }
}

/// An owner asks, another member offers and takes it up, and the owner closes it.
async fn ask_offer_claim_close(desk: Desk, owner: Member, helper: Member) {
    desk.sit_down(&owner).await;
    desk.open(PORTAL_PAGE).await;
    desk.follow_link("Vraag een beheerder").await;
    // Nothing chosen: the error stands next to the field, and what was written stays.
    desk.write("#field-text", "Wie neemt dit over?").await;
    desk.press(".bw-form__buttons button").await;
    find(&desk.browser, "#field-sought-error").await;
    let text = find(&desk.browser, "#field-text").await;
    assert_eq!(text.value().await.unwrap().unwrap(), "Wie neemt dit over?");
    desk.press("#field-sought-1").await;
    desk.press(".bw-form__buttons button").await;
    arrive(&desk.browser, "done=").await;
    desk.accept();
    let said = desk.path().await;

    desk.sit_down(&helper).await;
    desk.open(PORTAL_PAGE).await;
    desk.follow_link("Bied hulp aan").await;
    desk.press("#field-help-1").await;
    desk.write("#field-text", "Ik kan Go.").await;
    desk.press(".bw-form__buttons button").await;
    arrive(&desk.browser, "done=").await;
    desk.accept();
    desk.open("/doe-mee").await;
    desk.reads("1 aanbod van hulp past hierbij").await;
    desk.press("[aria-labelledby=said] .bw-card__title a").await;
    find(&desk.browser, "#act-claim").await;
    assert_eq!(desk.path().await, said);
    desk.press("#act-claim > summary").await;
    desk.write("#text-claim", "Ik begin met de tests.").await;
    desk.press("#act-claim button").await;
    arrive(&desk.browser, "done=claim").await;
    desk.reads("U hebt dit opgepakt.").await;

    desk.sit_down(&owner).await;
    desk.open(&said).await;
    desk.reads("Hans pakte dit op").await;
    desk.press("#act-close > summary").await;
    desk.write("#text-close", "Gelukt!").await;
    desk.press("#act-close button").await;
    arrive(&desk.browser, "done=close").await;
    desk.reads("Gesloten").await;
}

/// Somebody asks for software, and its organisation answers with a ground.
async fn request_and_answer(desk: Desk, owner: Member, asker: Member) {
    desk.sit_down(&asker).await;
    desk.open("/vrijgeven").await;
    desk.follow_link("Vraag om software vrij te geven").await;
    desk.write("#field-name", "Afsprakenplanner").await;
    desk.write("#field-organisation", "nijmegen").await;
    desk.press("button[value=organisation]").await;
    desk.press("button[value=gemeente-nijmegen]").await;
    let chosen = find(
        &desk.browser,
        "#field-organisation[value='Gemeente Nijmegen']",
    )
    .await;
    assert!(chosen.is_displayed().await.unwrap());
    desk.write("#field-purpose", "Plant afspraken aan de balie.")
        .await;
    desk.write("#field-text", "Wij willen dit ook gebruiken.")
        .await;
    desk.press(".bw-form__buttons button").await;
    arrive(&desk.browser, "done=").await;
    let said = desk.path().await;
    desk.accept();

    desk.sit_down(&owner).await;
    desk.open("/zoeken?q=afsprakenplanner").await;
    desk.follow_link("Afsprakenplanner van Gemeente Nijmegen")
        .await;
    assert_eq!(desk.path().await, said);
    desk.follow_link("Geef antwoord").await;
    desk.press("#field-answer-3").await;
    desk.press("#field-ground-17").await;
    desk.write("#field-text", "Er staan sleutels in.").await;
    desk.press(".bw-form__buttons button").await;
    arrive(&desk.browser, "done=answer").await;
    desk.reads("Komt niet vrij").await;
    desk.reads("Veiligheid van de software zelf").await;
}

/// A post is reported and removed, and its author is told.
async fn report_and_remove(desk: Desk, author: Member, reader: Member) {
    desk.sit_down(&author).await;
    desk.open(&format!("{PORTAL_PAGE}#discussion")).await;
    desk.press("#discussion ~ details > summary").await;
    desk.write("#post", "Koop hier goedkope vitamines.").await;
    desk.press("#discussion ~ details form button").await;
    arrive(&desk.browser, "done=held").await;
    let said = desk.path().await;
    desk.accept();

    desk.sit_down(&reader).await;
    desk.open(PORTAL_PAGE).await;
    desk.reads("vitamines").await;
    desk.open(&said).await;
    desk.press("#act-report > summary").await;
    desk.write("#text-report", "Dit is reclame.").await;
    desk.press("#act-report button").await;
    arrive(&desk.browser, "done=report").await;

    let moderator = desk.moderator.clone();
    desk.sit_down(&moderator).await;
    desk.open("/moderatie").await;
    desk.reads("Dit is reclame.").await;
    desk.write(
        "[aria-labelledby=reports] input[name=reason]",
        "Reclame mag niet.",
    )
    .await;
    desk.press("[aria-labelledby=reports] button[value=REMOVE]")
        .await;
    arrive(&desk.browser, "done=1").await;

    desk.sit_down(&author).await;
    desk.open("/mijn").await;
    desk.reads("Een beheerder haalde weg wat u zei.").await;
    desk.reads("Reclame mag niet.").await;
    // Following needs one press, and so does undoing it.
    desk.open(PORTAL_PAGE).await;
    desk.press(".bw-follow button").await;
    find(&desk.browser, ".bw-follow [name=follows][value=false]").await;
    desk.open("/mijn").await;
    desk.press("[aria-labelledby=follows] button").await;
    arrive(&desk.browser, "done=unfollow").await;
}

/// Lets the site's members go through a journey, with scripts and without.
async fn each_way<F, J>(journey: J)
where
    J: Fn(Desk, Member, Member) -> F + Copy + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    for setup in [Setup::Scripts, Setup::NoScripts] {
        let site = Site::with_members().await;
        let moderator = As {
            moderator: true,
            ..As::default()
        };
        let moderator = site.sign_in("Mo", &moderator);
        let owner = site.sign_in("Olga", &OWNER);
        let other = site.sign_in("Hans", &As::default());
        let catalogue = site.catalogue.clone();
        let endpoint = pages(&site.catalogue, &site.schema);
        with_browser(endpoint, setup, move |browser, address| {
            let desk = Desk {
                browser,
                site: address,
                catalogue,
                moderator,
            };
            journey(desk, owner, other)
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn members_ask_offer_claim_and_close() {
    each_way(ask_offer_claim_close).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn organisation_answers_a_request_with_a_ground() {
    each_way(request_and_answer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moderator_removes_what_is_reported() {
    each_way(report_and_remove).await;
}
