//! The fields of the form: which keys of the standard it asks for, and how people fill them in.

use bronwijzer_graphql::allowed_values;

use Input::{
    Date, Email, Items, Languages, Line, One, Organisation, Phone, Several, Text, Truth, Web,
};

/// How people fill in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// A line of text.
    Line,
    /// The name of an organisation, with those of the registry to choose from.
    Organisation,
    /// A web address.
    Web,
    /// An address for e-mail.
    Email,
    /// A telephone number.
    Phone,
    /// A day.
    Date,
    /// A text of more lines.
    Text,
    /// A list, with an item on each line.
    Items,
    /// One of the standard's values.
    One,
    /// Several of the standard's values.
    Several,
    /// Several languages, by their tags.
    Languages,
    /// Yes or no.
    Truth,
}

/// A key of the standard that the form asks for. Its path is its name in the form too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) path: &'static str,
    pub(super) input: Input,
    /// Whether no file is valid without it.
    pub(super) mandatory: bool,
}

/// Fields that belong together.
pub(super) struct Group {
    /// Its name, as texts have it.
    pub(super) name: &'static str,
    /// Whether it is folded while nothing is filled in.
    pub(super) folded: bool,
    pub(super) fields: &'static [Field],
}

/// Languages that software of Dutch public bodies is mostly offered in.
const LANGUAGES: &[&str] = &["nl", "en", "fy", "de", "fr"];

impl Field {
    const fn mandatory(path: &'static str, input: Input) -> Self {
        Self {
            path,
            input,
            mandatory: true,
        }
    }

    const fn optional(path: &'static str, input: Input) -> Self {
        Self {
            path,
            input,
            mandatory: false,
        }
    }

    /// Its name in the keys of texts, the same for each language.
    pub(super) fn key(&self) -> String {
        let key = self.path.replace("[0]", "").replace('.', "-");
        key.replace("-nl-", "-").replace("-en-", "-")
    }

    /// What can be chosen.
    pub(super) fn options(&self) -> Vec<&'static str> {
        match self.input {
            One | Several => allowed_values(self.path),
            Languages => LANGUAGES.to_vec(),
            Truth => vec!["true", "false"],
            _ => Vec::new(),
        }
    }

    /// The key of the text that names an option: the pages have a name for each elsewhere.
    pub(super) fn option_key(&self, value: &str) -> String {
        let start = match self.path {
            "softwareType" => "software-type",
            "platforms" => "platform",
            "categories" => "category",
            "intendedAudience.scope" => "audience",
            "localisation.availableLanguages" => "generator-language",
            "developmentStatus" => "generator-status",
            "maintenance.type" => "generator-maintenance",
            _ => "generator-truth",
        };
        let value = value.to_lowercase().replace(['/', '_'], "-");
        format!("{start}-{value}")
    }

    /// Whether it holds a list.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.input, Items | Several | Languages)
    }
}

/// The form, from top to bottom.
pub(super) const GROUPS: &[Group] = &[
    Group {
        name: "software",
        folded: false,
        fields: &[
            Field::mandatory("name", Line),
            Field::mandatory("url", Web),
            Field::optional("landingURL", Web),
            Field::mandatory("softwareType", One),
            Field::mandatory("developmentStatus", One),
            Field::mandatory("platforms", Several),
            Field::optional("softwareVersion", Line),
            Field::optional("releaseDate", Date),
        ],
    },
    Group {
        name: "dutch",
        folded: false,
        fields: &[
            Field::mandatory("description.nl.shortDescription", Line),
            Field::mandatory("description.nl.longDescription", Text),
            Field::mandatory("description.nl.features", Items),
            Field::optional("description.nl.documentation", Web),
        ],
    },
    Group {
        name: "english",
        folded: true,
        fields: &[
            Field::optional("description.en.shortDescription", Line),
            Field::optional("description.en.longDescription", Text),
            Field::optional("description.en.features", Items),
            Field::optional("description.en.documentation", Web),
        ],
    },
    Group {
        name: "purpose",
        folded: true,
        fields: &[
            Field::optional("categories", Several),
            Field::optional("intendedAudience.scope", Several),
            Field::optional("usedBy", Items),
        ],
    },
    Group {
        name: "owner",
        folded: false,
        fields: &[
            Field::mandatory("legal.license", Line),
            Field::optional("organisation.name", Organisation),
            Field::optional("organisation.uri", Web),
        ],
    },
    Group {
        name: "maintenance",
        folded: false,
        fields: &[
            Field::mandatory("maintenance.type", One),
            Field::optional("maintenance.contacts[0].name", Line),
            Field::optional("maintenance.contacts[0].email", Email),
            Field::optional("maintenance.contacts[0].phone", Phone),
            Field::optional("maintenance.contractors[0].name", Line),
            Field::optional("maintenance.contractors[0].until", Date),
            Field::optional("maintenance.contractors[0].website", Web),
        ],
    },
    Group {
        name: "languages",
        folded: false,
        fields: &[
            Field::mandatory("localisation.availableLanguages", Languages),
            Field::mandatory("localisation.localisationReady", Truth),
        ],
    },
];

/// Every field of the form.
pub(super) fn fields() -> impl Iterator<Item = &'static Field> {
    GROUPS.iter().flat_map(|group| group.fields)
}

/// The field that a finding of the check is about, by the key that the finding names: that key, the
/// list that it is an item of, or the first that stands under it.
pub(super) fn field_of(key: &str) -> Option<&'static Field> {
    let key = key.replace(".*", ".nl");
    let is_under = |path: &str, key: &str| {
        let rest = path.strip_prefix(key);
        rest.is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    fields()
        .find(|field| field.path == key)
        .or_else(|| fields().find(|field| is_under(&key, field.path)))
        .or_else(|| fields().find(|field| is_under(field.path, &key)))
}
