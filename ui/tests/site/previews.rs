//! Pictures of pages, as social networks fetch them.

use poem::http::StatusCode;
use resvg::tiny_skia::Pixmap;

use crate::site::{Site, part, portal};

const PAGE: &str = "/repositories/github.com/GemeenteNijmegen/portaal";

/// The address of the picture that a page names, without scheme and host.
fn named(page: &str) -> String {
    let tag = part(page, "property=\"og:image\" content=\"", "\">");
    let address = tag.rsplit_once("content=\"").unwrap().1;
    let address = address.trim_end_matches("\">").replace("&#38;", "&");
    let (_, behind) = address.split_once("://").unwrap();
    behind[behind.find('/').unwrap()..].to_owned()
}

#[tokio::test]
async fn every_page_names_a_picture_that_can_be_drawn() {
    let site = Site::crawled().await;
    let mut addresses = Vec::new();
    for page in [
        PAGE,
        "/en/repositories/github.com/GemeenteNijmegen/portaal",
        "/organisaties/gemeente-nijmegen",
        "/",
    ] {
        let address = named(&site.page(page).await);
        let (status, headers, bytes) = site.file(&address).await;
        assert_eq!(status, StatusCode::OK, "{address}");
        assert_eq!(headers["content-type"], "image/png");
        let caching = headers["cache-control"].to_str().unwrap();
        assert!(caching.contains("immutable"), "{caching}");
        let picture = Pixmap::decode_png(&bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (1200, 630));
        // The letters of the title.
        let title = &picture.pixels()[200 * 1200..360 * 1200];
        let ink = title.iter().filter(|pixel| pixel.red() < 0x40).count();
        assert!(ink > 1_000, "{address}: {ink}");
        addresses.push(address);
    }
    addresses.dedup();
    assert_eq!(addresses.len(), 4);
}

#[tokio::test]
async fn a_picture_follows_its_repository() {
    let site = Site::crawled().await;
    let first = named(&site.page(PAGE).await);
    let mut changed = portal();
    changed.description = Some("Een ander portaal".repeat(1_000));
    site.accept(changed).await;
    let second = named(&site.page(PAGE).await);
    assert_ne!(first, second);
    // Who has the old address gets the picture as it is now, and may not keep it for good.
    let (status, headers, _) = site.file(&first).await;
    assert_eq!(status, StatusCode::OK);
    let caching = headers["cache-control"].to_str().unwrap();
    assert!(!caching.contains("immutable"), "{caching}");
    let tag = headers["etag"].to_str().unwrap();
    let again = site.get_with(&first, &[("if-none-match", tag)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    for nothing in [
        "/previews/geen.png",
        "/previews/geen",
        "/repositories/github.com/a/b/preview.png",
    ] {
        assert_eq!(
            site.get(nothing).await.status,
            StatusCode::NOT_FOUND,
            "{nothing}"
        );
    }
}
