//! A provider of OpenID Connect, found by discovery: the authorization code flow with PKCE.

use std::time::{Duration, Instant};

use bronwijzer_crawler::address::{AccountUrl, ForgeHost};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType,
    CoreGenderClaim, CoreIdTokenClaims, CoreProviderMetadata, CoreTokenResponse,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthType, AuthorizationCode, ClientId, ClientSecret,
    CsrfToken, DiscoveryError, EndUserName, EndUserUsername, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, LocalizedClaim, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardErrorResponse, TokenResponse,
    UserInfoClaims, UserInfoError,
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::begun::Begun;
use super::bounded_http::{AskError, Client};
use super::person::Person;
use super::problem::Problem;
use super::provider::{AuthorizationRequest, PendingAuthorization};
use crate::config::ProviderSetting;

/// How long what a provider says of itself is taken for true when somebody sets out to it.
const KNOWN_FOR: Duration = Duration::from_secs(300);

/// The same when they come back: a key may have been replaced in between.
const KEYS_KNOWN_FOR: Duration = Duration::from_secs(5);

/// How long a provider that failed is left alone, so that nobody waits behind others for it.
const FAILED_FOR: Duration = Duration::from_secs(5);

/// The scope that the library always asks for.
const OPENID: &str = "openid";

/// A provider of OpenID Connect.
pub(super) struct Oidc {
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    scopes: Vec<Scope>,
    forge: ForgeHost,
    back_to: RedirectUrl,
    http: Client,
    known: Mutex<Option<Known>>,
}

/// What a provider said of itself, and when.
struct Known {
    at: Instant,
    found: Result<CoreProviderMetadata, Problem>,
}

/// The client as it is made from what a provider says of itself.
type Speaker = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What forges tell beside the standard: the groups that somebody is a member of.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Groups {
    /// As it came; a provider may mean something else by the word.
    #[serde(default)]
    groups: Value,
}

impl AdditionalClaims for Groups {}

impl Oidc {
    pub(super) fn new(setting: &ProviderSetting, back_to: &Url, http: Client) -> Self {
        let secret = setting.client_secret.as_ref();
        let scopes = setting.scopes.iter().filter(|scope| *scope != OPENID);
        Self {
            issuer: setting.issuer.clone(),
            client_id: ClientId::new(setting.client_id.clone()),
            client_secret: secret.map(|text| ClientSecret::new(text.expose_secret().to_owned())),
            scopes: scopes.cloned().map(Scope::new).collect(),
            forge: setting.forge.clone(),
            back_to: RedirectUrl::from_url(back_to.clone()),
            http,
            known: Mutex::new(None),
        }
    }

    /// The question with which somebody sets out.
    pub(super) async fn ask(&self) -> Result<AuthorizationRequest, Problem> {
        let speaker = self.speaker(KNOWN_FOR).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = speaker
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(self.scopes.iter().cloned())
            .set_pkce_challenge(challenge)
            .url();
        Ok(AuthorizationRequest {
            url,
            pending: PendingAuthorization {
                state: state.into_secret(),
                nonce: nonce.secret().clone(),
                verifier: verifier.into_secret(),
            },
        })
    }

    /// Who came back with `code`.
    pub(super) async fn person(&self, code: String, begun: &Begun) -> Result<Person, Problem> {
        let speaker = self.speaker(KEYS_KNOWN_FOR).await?;
        let tokens = speaker
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| Problem::invalid(&error))?
            .set_pkce_verifier(PkceCodeVerifier::new(begun.verifier.clone()))
            .request_async(&self.http)
            .await
            .map_err(|error| of_token(&error))?;
        let claims = verified(&speaker, &tokens, &begun.nonce)?;
        let mut person = Person::new(claims.subject().as_str());
        person.call(name_of(claims.name(), claims.preferred_username()));
        if claims.email_verified() == Some(true) {
            person.has_email(claims.email().map(|email| email.as_str()));
        }
        if speaker.user_info_url().is_none() {
            return Ok(person);
        }
        let info: UserInfoClaims<Groups, CoreGenderClaim> = speaker
            .user_info(
                tokens.access_token().clone(),
                Some(claims.subject().clone()),
            )
            .map_err(|error| Problem::invalid(&error))?
            .request_async(&self.http)
            .await
            .map_err(|error| of_user_info(&error))?;
        person.call(name_of(info.name(), info.preferred_username()));
        if info.email_verified() == Some(true) {
            person.has_email(info.email().map(|email| email.as_str()));
        }
        let groups = info.additional_claims().groups.as_array();
        let groups = groups.into_iter().flatten().filter_map(Value::as_str);
        for group in groups.filter(|group| !group.is_empty()) {
            person.is_member_of(&AccountUrl::new(self.forge.clone(), group));
        }
        Ok(person)
    }

    async fn speaker(&self, known_for: Duration) -> Result<Speaker, Problem> {
        let found = self.metadata(known_for).await?;
        let methods = found.token_endpoint_auth_methods_supported().cloned();
        let speaker = CoreClient::from_provider_metadata(
            found,
            self.client_id.clone(),
            self.client_secret.clone(),
        );
        // Basic is what a provider takes that does not say.
        let takes = |method: &CoreClientAuthMethod| {
            let mut methods = methods.iter().flatten();
            methods.any(|one| one == method)
        };
        let in_body = takes(&CoreClientAuthMethod::ClientSecretPost)
            && !takes(&CoreClientAuthMethod::ClientSecretBasic);
        let how = if in_body {
            AuthType::RequestBody
        } else {
            AuthType::BasicAuth
        };
        Ok(speaker
            .set_redirect_uri(self.back_to.clone())
            .set_auth_type(how))
    }

    /// What the provider says of itself, with its keys. One visitor asks; others who come
    /// meanwhile wait for that answer.
    async fn metadata(&self, known_for: Duration) -> Result<CoreProviderMetadata, Problem> {
        let mut known = self.known.lock().await;
        if let Some(known) = &*known {
            let holds = match known.found {
                Ok(_) => known_for,
                Err(_) => FAILED_FOR,
            };
            if known.at.elapsed() < holds {
                return known.found.clone();
            }
        }
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http)
            .await
            .map_err(|error| of_discovery(&error));
        *known = Some(Known {
            at: Instant::now(),
            found: found.clone(),
        });
        found
    }
}

/// The claims of the ID token, whose signature, issuer, audience, time and nonce are right, and
/// which is of the same answer as the access token.
fn verified(
    speaker: &Speaker,
    tokens: &CoreTokenResponse,
    nonce: &str,
) -> Result<CoreIdTokenClaims, Problem> {
    let no_token = || Problem::Invalid("it gave no ID token".to_owned());
    let id_token = tokens.id_token().ok_or_else(no_token)?;
    let verifier = speaker.id_token_verifier();
    let claims = id_token
        .claims(&verifier, &Nonce::new(nonce.to_owned()))
        .map_err(|error| Problem::invalid(&error))?;
    if let Some(expected) = claims.access_token_hash() {
        let key = id_token
            .signing_key(&verifier)
            .map_err(|error| Problem::invalid(&error))?;
        let algorithm = id_token
            .signing_alg()
            .map_err(|error| Problem::invalid(&error))?;
        let found = AccessTokenHash::from_token(tokens.access_token(), algorithm, key)
            .map_err(|error| Problem::invalid(&error))?;
        if found != *expected {
            let what = "the ID token is of another access token".to_owned();
            return Err(Problem::Invalid(what));
        }
    }
    Ok(claims.clone())
}

fn name_of<'c>(
    name: Option<&'c LocalizedClaim<EndUserName>>,
    username: Option<&'c EndUserUsername>,
) -> Option<&'c str> {
    let name = name
        .and_then(|name| name.get(None))
        .map(|name| name.as_str());
    name.or_else(|| username.map(|username| username.as_str()))
}

fn of_discovery(error: &DiscoveryError<AskError>) -> Problem {
    match error {
        DiscoveryError::Request(error) => error.into(),
        DiscoveryError::Response(status, ..) if status.is_server_error() => {
            Problem::Unreachable(format!("it answers with status {status}"))
        }
        error => Problem::invalid(error),
    }
}

fn of_token(
    error: &RequestTokenError<AskError, StandardErrorResponse<CoreErrorResponseType>>,
) -> Problem {
    match error {
        RequestTokenError::Request(error) => error.into(),
        RequestTokenError::ServerResponse(answer)
            if *answer.error() == CoreErrorResponseType::InvalidGrant =>
        {
            Problem::Expired("the provider takes the code no more")
        }
        error => Problem::invalid(error),
    }
}

fn of_user_info(error: &UserInfoError<AskError>) -> Problem {
    match error {
        UserInfoError::Request(error) => error.into(),
        error => Problem::invalid(error),
    }
}
