//! `bronwijzer members`: who may act here, by the authority of who runs the catalogue.

use std::fmt::Write as _;

use anyhow::{Context, bail, ensure};
use bronwijzer_index::Catalogue;
use bronwijzer_index::community::member::Member;
use chrono::Utc;
use url::Url;

use crate::cli::MembersCommand;

/// Does it, and gives the lines to print. People sign in at `site`.
pub(crate) fn perform(
    catalogue: &Catalogue,
    site: Option<&Url>,
    command: MembersCommand,
) -> anyhow::Result<String> {
    let community = catalogue.community();
    let now = Utc::now();
    match command {
        MembersCommand::Invite { name } => {
            let site = site.context(
                "people can't sign in while the site has no safe address: set public_url to one \
                 with https://",
            )?;
            let token = community.invite(&name, now)?;
            Ok(format!("{site}sign-in/invitation/{token}\n"))
        }
        MembersCommand::List => {
            let mut lines = String::new();
            for member in community.all_members()? {
                writeln!(lines, "{}", line(&member))?;
            }
            Ok(lines)
        }
        MembersCommand::Corrections => Ok(community.registry_overlay_by_operator()?),
        MembersCommand::Grant {
            member,
            organisation,
            end,
        } => {
            let mut organisations = catalogue.organisations().iter();
            ensure!(
                organisations.any(|one| one.slug == organisation),
                "`{organisation}` is not an organisation in the registry; `bronwijzer \
                 organisations` lists them"
            );
            let members = community.all_members()?;
            let named: Vec<&Member> = members
                .iter()
                .filter(|one| one.id.0 == member || one.name == member)
                .collect();
            let [named] = named[..] else {
                let many = named.len();
                bail!(
                    "{many} members are called `{member}`; give the identifier of one, as `bronwijzer members list` has it"
                );
            };
            let member = community.grant_by_operator(&named.id, &organisation, !end, now)?;
            Ok(format!("{}\n", line(&member)))
        }
    }
}

/// Identifier, name, with whom they sign in, and what they may, with tabs between.
fn line(member: &Member) -> String {
    let identity = &member.identity;
    let mut parts = vec![
        member.id.to_string(),
        member.name.clone(),
        format!("{}:{}", identity.provider, identity.subject),
    ];
    if member.is_moderator {
        parts.push("moderator".to_owned());
    }
    let represents = member.represents.iter();
    parts.extend(represents.map(|one| one.organisation.to_string()));
    parts.join("\t")
}
