//! Whether a provider of oEmbed has a video, by its address.

use url::Url;
use wildmatch::WildMatchPattern;

/// The addresses of providers; its head tells where it is from.
const PROVIDERS: &str = include_str!("oembed.txt");

/// Longer addresses are none of a video.
const MAX_BYTES: usize = 2048;

/// A question mark is one.
type Pattern = WildMatchPattern<'*', '\0'>;

fn schemes(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| line.starts_with("http"))
}

/// Whether it is an address that the reference parser knows a provider to embed.
pub(super) fn is_known(url: &str) -> bool {
    let known = PROVIDERS.split("\n[newer]\n").next().unwrap_or_default();
    url.len() <= MAX_BYTES && schemes(known).any(|scheme| Pattern::new(scheme).matches(url))
}

/// Whether it is on the website of a provider.
pub(super) fn has_provider(url: &Url) -> bool {
    let Some(host) = url.host_str().filter(|host| host.len() <= MAX_BYTES) else {
        return false;
    };
    let host = host.strip_prefix("www.").unwrap_or(host);
    schemes(PROVIDERS).any(|scheme| {
        let provider = scheme.split('/').nth(2).unwrap_or_default();
        let provider = provider.strip_prefix("www.").unwrap_or(provider);
        Pattern::new(provider).matches(host)
    })
}
