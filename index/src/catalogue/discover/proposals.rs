//! Which account is proposed for which organisation: evidence from what accounts say of
//! themselves, weighed, the strongest first.

use std::collections::{BTreeMap, HashMap, HashSet};

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::forge::{AccountProfile, PubliccodeHit};
use bronwijzer_crawler::organisation::{Organisation, Slug};

use super::dutch::{dutch, foreign};
use super::evidence::{Evidence, Strength};
use super::names::{
    domain_of, is_within, one_word, own_domain, telling_words, without_brackets, words,
};

/// The shortest official name, in letters and in one word, that is looked for inside other
/// texts.
const SHORTEST_INSIDE: usize = 9;

/// The shortest word that tells an organisation from others without its kind beside it.
const SHORTEST_TELLING: usize = 4;

/// The shortest short name that is proposed although nothing tells that it is Dutch.
const SHORTEST_ALONE: usize = 5;

/// What people decided about accounts before.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Keys of accounts that are not of government: never proposed.
    pub not_government: HashSet<String>,
    /// Accounts that were taken for an organisation's and that nobody confirmed.
    pub unconfirmed: Vec<(Slug, AccountUrl)>,
}

/// An account that may be an organisation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The organisation.
    pub organisation: Slug,
    /// The account.
    pub account: AccountUrl,
    /// How much speaks for it.
    pub strength: Strength,
    /// What does, the strongest first.
    pub evidence: Vec<Evidence>,
    /// Whether the registry already has it as a guess for this organisation.
    pub unconfirmed: bool,
}

/// An organisation that is looked for, in forms that can be compared.
struct Wanted<'a> {
    organisation: &'a Organisation,
    /// Its official name in one word.
    official: String,
    /// Its short names in one word.
    short: Vec<String>,
    telling: Vec<String>,
    kinds: Vec<String>,
    /// The domains that are its own and nobody else's.
    domains: Vec<String>,
}

/// Proposals for the organisations that have no account yet.
pub struct Proposals<'a> {
    wanted: Vec<Wanted<'a>>,
    judged: &'a Judged,
    /// Keys of what the registry has.
    registered: HashSet<String>,
    /// Names in one word, each with the organisations that have it.
    names: HashMap<String, Vec<&'a Slug>>,
    found: BTreeMap<(Slug, String), (AccountUrl, Vec<Evidence>)>,
}

impl<'a> Proposals<'a> {
    /// None yet, for those of `organisations` that `is_wanted`.
    #[must_use]
    pub fn new(
        organisations: &'a [Organisation],
        judged: &'a Judged,
        is_wanted: impl Fn(&Organisation) -> bool,
    ) -> Self {
        let mut owners: HashMap<String, usize> = HashMap::new();
        let mut names: HashMap<String, Vec<&Slug>> = HashMap::new();
        for organisation in organisations {
            let domains: HashSet<String> = own_domains(organisation).collect();
            for domain in domains {
                *owners.entry(domain).or_default() += 1;
            }
            if organisation.ended.is_none() {
                let official = one_word(&without_brackets(&organisation.name));
                names.entry(official).or_default().push(&organisation.slug);
            }
        }
        let wanted = organisations
            .iter()
            .filter(|organisation| is_wanted(organisation))
            .map(|organisation| {
                let (telling, kinds) = telling_words(&organisation.name);
                Wanted {
                    organisation,
                    official: one_word(&without_brackets(&organisation.name)),
                    short: organisation
                        .short_names
                        .iter()
                        .map(|name| one_word(name))
                        .collect(),
                    telling,
                    kinds,
                    domains: own_domains(organisation)
                        .filter(|domain| owners.get(domain) == Some(&1))
                        .collect(),
                }
            });
        let mut proposals = Self {
            wanted: wanted.collect(),
            judged,
            registered: organisations
                .iter()
                .flat_map(Organisation::sources)
                .map(|source| source.key())
                .collect(),
            names,
            found: BTreeMap::new(),
        };
        for (slug, account) in &judged.unconfirmed {
            if proposals.looks_for(slug) && proposals.is_open(account) {
                proposals.put(slug.clone(), account, vec![Evidence::Unconfirmed]);
            }
        }
        proposals
    }

    /// Whether this organisation is one of those that are looked for.
    #[must_use]
    pub fn looks_for(&self, slug: &Slug) -> bool {
        let mut wanted = self.wanted.iter();
        wanted.any(|wanted| wanted.organisation.slug == *slug)
    }

    /// Whether an account may be any of them.
    #[must_use]
    pub fn may_be_of_any(&self, profile: &AccountProfile) -> bool {
        self.is_open(&profile.account)
            && self
                .wanted
                .iter()
                .any(|wanted| !self.compare(wanted, profile).is_empty())
    }

    /// Takes up what an account says of itself.
    pub fn add_profile(&mut self, profile: &AccountProfile) {
        if !self.is_open(&profile.account) {
            return;
        }
        let compared: Vec<(Slug, Vec<Evidence>)> = self
            .wanted
            .iter()
            .map(|wanted| {
                (
                    wanted.organisation.slug.clone(),
                    self.compare(wanted, profile),
                )
            })
            .filter(|(_, evidence)| !evidence.is_empty())
            .collect();
        for (slug, evidence) in compared {
            self.put(slug, &profile.account, evidence);
        }
    }

    /// Takes up a publiccode.yml that names an organisation. Tells whether it is one of
    /// those that are looked for.
    pub fn add_publiccode(&mut self, hit: &PubliccodeHit) -> bool {
        let Some(tooi) = &hit.tooi else { return false };
        let mut wanted = self.wanted.iter();
        let named = wanted.find(|wanted| wanted.organisation.tooi.as_ref() == Some(tooi));
        let Some(slug) = named.map(|wanted| wanted.organisation.slug.clone()) else {
            return false;
        };
        let owner = hit.repository.owner();
        // The top of a GitLab group stands for its subgroups.
        let top = owner.split('/').next().unwrap_or(owner);
        let account = AccountUrl::new(hit.repository.host().clone(), top);
        if self.is_open(&account) && !self.registered.contains(&hit.repository.as_account().key()) {
            let repository = hit.repository.clone();
            self.put(slug, &account, vec![Evidence::Publiccode { repository }]);
        }
        true
    }

    /// Takes up that the list in `file` has an account, where `slug` is looked for.
    pub fn add_listed(&mut self, slug: &Slug, account: &AccountUrl, file: &str, by_id: bool) {
        if self.looks_for(slug) && self.is_open(account) {
            let file = file.to_owned();
            self.put(slug.clone(), account, vec![Evidence::List { file, by_id }]);
        }
    }

    /// The proposals: organisations in the order of their slugs, and for each the strongest
    /// first.
    #[must_use]
    pub fn into_list(self) -> Vec<Proposal> {
        let mut list: Vec<Proposal> = self
            .found
            .into_iter()
            .filter_map(|((organisation, _), (account, mut evidence))| {
                let strength = evidence.iter().filter_map(Evidence::strength).max()?;
                evidence.sort_by_key(|one| std::cmp::Reverse(one.strength()));
                Some(Proposal {
                    unconfirmed: evidence.contains(&Evidence::Unconfirmed),
                    organisation,
                    account,
                    strength,
                    evidence,
                })
            })
            .collect();
        list.sort_by(|a, b| {
            a.organisation
                .cmp(&b.organisation)
                .then(b.strength.cmp(&a.strength))
                .then(b.evidence.len().cmp(&a.evidence.len()))
                .then_with(|| a.account.key().cmp(&b.account.key()))
        });
        list
    }

    /// Whether nobody has the account, and it may be proposed.
    fn is_open(&self, account: &AccountUrl) -> bool {
        let key = account.key();
        !self.registered.contains(&key) && !self.judged.not_government.contains(&key)
    }

    fn put(&mut self, slug: Slug, account: &AccountUrl, evidence: Vec<Evidence>) {
        let (_, known) = self
            .found
            .entry((slug, account.key()))
            .or_insert_with(|| (account.clone(), Vec::new()));
        for one in evidence {
            if !known.contains(&one) {
                known.push(one);
            }
        }
    }

    /// What speaks for an account being this organisation's; empty when nothing does.
    fn compare(&self, wanted: &Wanted<'_>, profile: &AccountProfile) -> Vec<Evidence> {
        let mut evidence = by_domain(wanted, profile);
        evidence.extend(self.by_name(wanted, profile));
        if let (Some(place), false) = (foreign(profile), evidence.is_empty()) {
            evidence.push(Evidence::Elsewhere { place });
        }
        evidence
    }

    fn by_name(&self, wanted: &Wanted<'_>, profile: &AccountProfile) -> Option<Evidence> {
        let login = profile.account.path();
        let sign = dutch(profile);
        let names = [Some(login), profile.name.as_deref()];
        let names = || names.iter().copied().flatten();
        let is_official = |name: &&str| one_word(name) == wanted.official;
        let is_short = |name: &&str| wanted.short.contains(&one_word(name));
        if let Some(name) = names().find(is_official) {
            let others = self.names.get(&wanted.official).into_iter().flatten();
            let others = others.filter(|slug| ***slug != wanted.organisation.slug);
            return Some(Evidence::SameName {
                name: name.to_owned(),
                dutch: sign,
                others: others.map(ToString::to_string).collect(),
            });
        }
        // A few letters are anybody's name.
        if let Some(name) = names().find(is_short)
            && (sign.is_some() || one_word(name).chars().count() >= SHORTEST_ALONE)
        {
            return Some(Evidence::SameName {
                name: name.to_owned(),
                dutch: sign,
                others: Vec::new(),
            });
        }
        if let Some(name) = names().find(|name| is_similar(wanted, name, sign.is_some())) {
            let name = name.to_owned();
            return Some(Evidence::SimilarName { name });
        }
        let description = one_word(profile.description.as_deref().unwrap_or_default());
        let describes = wanted.official.len() >= SHORTEST_INSIDE
            && (!wanted.kinds.is_empty() || wanted.telling.len() > 1)
            && description.contains(&wanted.official);
        describes.then_some(Evidence::DescribedName)
    }
}

fn own_domains(organisation: &Organisation) -> impl Iterator<Item = String> + '_ {
    let websites = organisation.websites.iter();
    websites.filter_map(|website| own_domain(website))
}

fn by_domain(wanted: &Wanted<'_>, profile: &AccountProfile) -> Vec<Evidence> {
    let own = |text: Option<&String>| {
        let domain = domain_of(text?)?;
        let mut domains = wanted.domains.iter();
        let is_own = domains.any(|own| is_within(&domain, own));
        is_own.then_some(domain)
    };
    let website = own(profile.website.as_ref());
    let email = own(profile.email.as_ref());
    let mut evidence = Vec::new();
    if profile.verified == Some(true)
        && let Some(domain) = website.clone().or(email.clone())
    {
        evidence.push(Evidence::VerifiedDomain { domain });
    }
    evidence.extend(website.map(|domain| Evidence::Website { domain }));
    evidence.extend(email.map(|domain| Evidence::Email { domain }));
    let description = profile.description.as_deref().unwrap_or_default();
    let mut parts = description.split(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';' | '<' | '>' | '[' | ']')
    });
    let described = parts.find_map(|part| own(Some(&part.trim_end_matches('.').to_owned())));
    evidence.extend(described.map(|domain| Evidence::DescribedDomain { domain }));
    evidence
}

/// Whether a login or name has the organisation's name in it. A single common word, as
/// `bergen`, is none without the word for what kind of body it is.
fn is_similar(wanted: &Wanted<'_>, name: &str, is_dutch: bool) -> bool {
    let parts = words(name);
    let piece = one_word(name);
    let has = |word: &String| parts.contains(word);
    let has_kind = wanted
        .kinds
        .iter()
        .any(|kind| piece.contains(kind.as_str()));
    let is_place = !wanted.kinds.is_empty();
    let is_told_apart = if is_place {
        has_kind
    } else {
        wanted.telling.len() > 1
            && wanted
                .telling
                .iter()
                .all(|word| word.len() >= SHORTEST_TELLING)
    };
    let has_all = !wanted.telling.is_empty() && wanted.telling.iter().all(has);
    if has_all && is_told_apart {
        return true;
    }
    let has_official = wanted.official.len() >= SHORTEST_INSIDE
        && (is_place || wanted.telling.len() > 1)
        && piece.contains(&wanted.official);
    // `uwv-labs`, where something tells that it is Dutch.
    let mut short = wanted.short.iter();
    has_official || (is_dutch && short.any(|name| name.len() > 2 && parts.contains(name)))
}

#[cfg(test)]
mod tests;
