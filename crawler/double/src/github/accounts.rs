//! What REST tells of accounts: the search, which has an allowance of its own and tells
//! logins alone, and what an organisation says of itself.

use std::collections::HashMap;

use chrono::Duration;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};
use serde_json::{Value, json};

use super::rest::{ANONYMOUS, rest};
use super::search::{self, MOST_HITS};
use super::server::{message, with_limits};
use crate::stage::{Backstage, Visitor};

/// Searches a minute with a token, and without one.
const SEARCHES: u64 = 30;
const SEARCHES_OF_ANYBODY: u64 = 10;

#[handler]
pub(super) fn search_users(request: &poem::Request, Data(backstage): Data<&Backstage>) -> Response {
    rest(request, backstage, |visitor| {
        let limit = match visitor {
            Visitor::Known(_) => SEARCHES,
            Visitor::Refused | Visitor::Anybody => SEARCHES_OF_ANYBODY,
        };
        let spent = backstage.spend_apart(visitor, "search", limit, Duration::minutes(1));
        let allowance = match spent {
            Ok(allowance) => allowance,
            Err(allowance) => {
                let text = json!({ "message": "API rate limit exceeded for 127.0.0.1." });
                return with_limits(allowance, StatusCode::FORBIDDEN, text.to_string());
            }
        };
        let url = url::Url::parse(&format!("http://localhost{}", request.uri()));
        let parameters: HashMap<String, String> = url
            .map(|url| url.query_pairs().into_owned().collect())
            .unwrap_or_default();
        let number = |name: &str, otherwise: usize| {
            let text = parameters.get(name);
            text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
        };
        let (size, page) = (
            number("per_page", 30).clamp(1, 100),
            number("page", 1).max(1),
        );
        if (page - 1) * size >= MOST_HITS {
            let text = json!({ "message": "Only the first 1000 search results are available" });
            return with_limits(
                allowance,
                StatusCode::UNPROCESSABLE_ENTITY,
                text.to_string(),
            );
        }
        let world = backstage.world_for(visitor);
        let query = parameters.get("q").map(String::as_str).unwrap_or_default();
        let found = match search::accounts(&world, query) {
            Ok(found) => found,
            Err(why) => {
                let text =
                    json!({ "message": "Validation Failed", "errors": [{ "message": why }] });
                return with_limits(
                    allowance,
                    StatusCode::UNPROCESSABLE_ENTITY,
                    text.to_string(),
                );
            }
        };
        let shown = found.iter().skip((page - 1) * size).take(size);
        let items: Vec<Value> = shown
            .map(|login| {
                let is_organisation = world
                    .account(login)
                    .is_some_and(|account| account.is_organisation);
                json!({
                    "login": login,
                    "id": world.account_id(login),
                    "html_url": format!("https://github.com/{login}"),
                    "type": if is_organisation { "Organization" } else { "User" },
                    "score": 1.0,
                })
            })
            .collect();
        let text =
            json!({ "total_count": found.len(), "incomplete_results": false, "items": items });
        with_limits(allowance, StatusCode::OK, text.to_string())
    })
}

/// An organisation; a user is not found here.
#[handler]
pub(super) fn organisation(
    request: &poem::Request,
    Path(login): Path<String>,
    Data(backstage): Data<&Backstage>,
) -> Response {
    rest(request, backstage, |visitor| {
        let allowance = match backstage.spend_of(visitor, 1, ANONYMOUS) {
            Ok(allowance) => allowance,
            Err(allowance) => {
                let text = json!({ "message": "API rate limit exceeded for 127.0.0.1." });
                return with_limits(allowance, StatusCode::FORBIDDEN, text.to_string());
            }
        };
        let world = backstage.world_for(visitor);
        let account = world
            .account(&login)
            .filter(|account| account.is_organisation);
        let Some(account) = account else {
            return message(StatusCode::NOT_FOUND, "Not Found");
        };
        let profile = &account.profile;
        let text = json!({
            "login": account.login,
            "id": account.id,
            "name": profile.name,
            "description": profile.description,
            "blog": profile.website,
            "email": profile.email,
            "location": profile.location,
            "is_verified": profile.is_verified,
            "type": "Organization",
        });
        with_limits(allowance, StatusCode::OK, text.to_string())
    })
}
