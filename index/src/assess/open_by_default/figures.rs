//! The rules of the figures that follow from other judgements and from files.

use bronwijzer_crawler::observation::{FileKind, FilePresence, KnownFile};

use super::{Facts, Outcome};
use crate::assess::{
    Contact, Fact, LicenceVerdict, MaintenanceStatus, PubliccodeVerdict, Reason, Verdict,
};

fn verdict(value: Outcome, reason: Reason) -> Verdict<Outcome> {
    Verdict {
        value,
        reasons: vec![reason],
    }
}

/// The licence's verdict. A licence for texts and data is open too: a
/// repository may hold nothing else, and the facts do not tell.
pub(super) fn open_licence(facts: &Facts<'_>) -> Verdict<Outcome> {
    let licence = &facts.assessment.licence.verdict;
    Verdict {
        value: match licence.value {
            LicenceVerdict::Open | LicenceVerdict::OpenContent => Outcome::Passed,
            LicenceVerdict::NotOpen | LicenceVerdict::Missing | LicenceVerdict::Contradictory => {
                Outcome::Failed
            }
            LicenceVerdict::Unknown => Outcome::Unknown,
        },
        reasons: licence.reasons.clone(),
    }
}

/// The verdict on publiccode.yml.
pub(super) fn valid_publiccode(facts: &Facts<'_>) -> Verdict<Outcome> {
    let (value, rule) = match facts.assessment.publiccode.value {
        PubliccodeVerdict::Valid => (Outcome::Passed, "publiccode_is_valid"),
        PubliccodeVerdict::Invalid => (Outcome::Failed, "publiccode_is_invalid"),
        PubliccodeVerdict::Missing => (Outcome::Failed, "publiccode_is_missing"),
        PubliccodeVerdict::Unknown => (Outcome::Unknown, "publiccode_is_unknown"),
    };
    verdict(value, Reason::new(rule, []))
}

/// A file named SECURITY, or security.txt, of the repository or given by its
/// owner for all. A contact in publiccode.yml is for maintenance, and says
/// nothing of how to report a vulnerability.
pub(super) fn security_contact(facts: &Facts<'_>) -> Verdict<Outcome> {
    let (value, rule) = match facts.observation.find_file(FileKind::Security) {
        FilePresence::Own(file) => return verdict(Outcome::Passed, at("security_file", file)),
        FilePresence::GivenByOwner => (Outcome::Passed, "security_policy_of_owner"),
        FilePresence::Shown => (Outcome::Passed, "security_policy_on_forge"),
        FilePresence::Absent => (Outcome::Failed, "no_security_file"),
        FilePresence::Unlisted => (Outcome::Unknown, "files_not_listed"),
        FilePresence::OwnerNotAsked => (Outcome::Unknown, "owners_security_policy_unknown"),
    };
    verdict(value, Reason::new(rule, []))
}

/// The registry says which organisation an account is of. Beside that the repository
/// itself has to name who is responsible: an organisation or contacts in
/// publiccode.yml, or the owners of its code.
pub(super) fn named_owner(facts: &Facts<'_>) -> Verdict<Outcome> {
    if !facts.registered {
        return verdict(Outcome::Failed, Reason::new("account_not_in_registry", []));
    }
    if let Some(file) = facts.publiccode {
        if let Some(owner) = &file.owner {
            let reason = Reason::new(
                "owner_in_publiccode",
                [("owner", Fact::Text(owner.clone()))],
            );
            return verdict(Outcome::Passed, reason);
        }
        // Who they are stands in the file; a count is enough to judge by.
        let reachable = |contact: &&Contact| contact.name.is_some() || contact.email.is_some();
        let contacts = file.contacts.iter().filter(reachable).count();
        if contacts > 0 {
            let count = i64::try_from(contacts).unwrap_or(i64::MAX);
            let reason = Reason::new("contacts_in_publiccode", [("count", Fact::Number(count))]);
            return verdict(Outcome::Passed, reason);
        }
    }
    match facts.observation.find_file(FileKind::Codeowners) {
        FilePresence::Own(file) => return verdict(Outcome::Passed, at("codeowners_file", file)),
        FilePresence::Absent => {}
        // No owner gives these for all repositories.
        FilePresence::Unlisted
        | FilePresence::OwnerNotAsked
        | FilePresence::GivenByOwner
        | FilePresence::Shown => {
            return verdict(Outcome::Unknown, Reason::new("owner_not_looked_for", []));
        }
    }
    let unread = facts.observation.publiccode.is_none()
        && matches!(
            facts.observation.find_file(FileKind::Publiccode),
            FilePresence::Own(_)
        );
    if unread {
        // It may name an owner, and nobody read it.
        return verdict(Outcome::Unknown, Reason::new("owner_not_looked_for", []));
    }
    verdict(Outcome::Failed, Reason::new("no_owner_named", []))
}

/// The maintenance status, with its reasons.
pub(super) fn upkeep(facts: &Facts<'_>) -> Verdict<Outcome> {
    let maintenance = &facts.assessment.maintenance;
    Verdict {
        value: match maintenance.value {
            MaintenanceStatus::Active | MaintenanceStatus::Maintained => Outcome::Passed,
            MaintenanceStatus::Archived
            | MaintenanceStatus::SeekingMaintainer
            | MaintenanceStatus::Dormant
            | MaintenanceStatus::Unmaintained => Outcome::Failed,
            MaintenanceStatus::Unknown => Outcome::Unknown,
        },
        reasons: maintenance.reasons.clone(),
    }
}

fn at(rule: &'static str, file: &KnownFile) -> Reason {
    Reason::new(rule, [("path", Fact::Text(file.path.clone()))])
}
