//! On whose behalf somebody can say something.

use super::about::Permitted;
use crate::community::answer::{Named, Supplier};
use crate::community::kinds::StatementKindInfo;
use crate::form::{Control, FieldView, OptionView};
use crate::schema;
use crate::site::{Problem, Site};
use crate::texts::{Texts, text};

/// The name of the field.
pub(super) const BEHALF: &str = "behalf";

/// What stands for the supplier in the form; no organisation has it for a slug.
const SUPPLIER: &str = ":supplier";

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    viewer: Option<Viewer>,
}

#[derive(cynic::QueryFragment)]
struct Viewer {
    member: Member,
}

#[derive(cynic::QueryFragment)]
struct Member {
    represents: Vec<Named>,
    supplier: Option<Supplier>,
}

/// Who the viewer can speak for, beside themselves.
#[derive(Default)]
pub(crate) struct Speaker {
    represents: Vec<Named>,
    supplier: Option<Supplier>,
    /// What they may say about what the form is about.
    permitted: Permitted,
}

impl Speaker {
    pub(super) async fn of(site: &Site, permitted: Permitted) -> Result<Self, Problem> {
        let answer: Answer = site.api.query(()).await?;
        Ok(answer.viewer.map_or_else(Self::default, |viewer| Self {
            represents: viewer.member.represents,
            supplier: viewer.member.supplier,
            permitted,
        }))
    }

    /// Whether they can say this kind of thing. What is about nothing in the catalogue every
    /// member can say.
    pub(super) fn may(&self, kind: &StatementKindInfo) -> bool {
        let mut sayable = self.permitted.sayable.iter();
        let found = sayable.find(|one| one.kind == kind.kind);
        found.is_none_or(|one| one.allowed)
    }

    /// The field in which they choose; none where there is nothing to choose.
    pub(super) fn field(
        &self,
        kind: &StatementKindInfo,
        chosen: &str,
        texts: Texts,
    ) -> Option<FieldView> {
        if kind.is_of_suppliers() {
            return None;
        }
        let option = |value: &str, label: String| OptionView {
            chosen: chosen == value,
            value: value.to_owned(),
            label,
            help: None,
        };
        let oneself = (!kind.on_behalf).then(|| option("", texts.get("behalf-oneself")));
        let owner = self.permitted.owner.as_ref();
        let speaks = self.represents.iter();
        let speaks = speaks.filter(|one| !kind.is_of_owners() || owner == Some(&one.slug));
        let organisations = speaks.map(|one| {
            let name = [("name", text(&one.name))];
            option(&one.slug, texts.with("behalf-organisation", name))
        });
        let supplier = self.supplier.as_ref().filter(|_| !kind.on_behalf);
        let supplier = supplier.map(|one| {
            let name = [("name", text(&one.name))];
            option(SUPPLIER, texts.with("behalf-supplier", name))
        });
        let mut options: Vec<OptionView> = oneself
            .into_iter()
            .chain(organisations)
            .chain(supplier)
            .collect();
        // Who can speak for one alone has made the choice.
        if let [only] = options.as_mut_slice() {
            only.chosen = true;
        }
        let has_choice = options.len() > 1 || kind.on_behalf;
        has_choice.then(|| FieldView {
            control: Control::Radios,
            mandatory: true,
            options,
            ..FieldView::new(BEHALF, texts.get("behalf"))
        })
    }
}

/// The organisation, and whether it is as the supplier: what the schema is told.
pub(super) fn told(kind: &StatementKindInfo, chosen: &str) -> (Option<String>, bool) {
    match chosen {
        _ if kind.is_of_suppliers() => (None, true),
        SUPPLIER => (None, true),
        "" => (None, false),
        slug => (Some(slug.to_owned()), false),
    }
}
