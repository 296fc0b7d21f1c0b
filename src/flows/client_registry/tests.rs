use super::file::{FileFault, read};
use super::*;
use crate::flows::test_ground::ground;
use crate::protocol::client_metadata::Strictness;
use crate::sealing::{Kind, digest};
use crate::store::events::verify_chains;

const SHOP: &str = include_str!("../../../tests/support/shop.toml");

fn trial(text: &str) -> Result<Vec<Asked>, Vec<FileFault>> {
    read(text, Strictness::Trial)
}

fn sentences(text: &str, strictness: Strictness) -> String {
    let faults = read(text, strictness).expect_err("faults");
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

async fn applied(registry: &ClientRegistry, text: &str) -> Vec<Planned> {
    let planned = registry.plan(trial(text).expect("registrations")).await.expect("a plan");
    registry.apply(&planned).await.expect("applied");
    planned
}

#[tokio::test]
async fn a_file_applied_twice_changes_nothing_the_second_time() {
    let registry = ClientRegistry { ground: ground("registry-twice").await };
    let first = applied(&registry, SHOP).await;
    assert_eq!(first[0].change, Change::Added);
    assert_eq!(first[0].made.as_ref().map(|secret| secret.expose().len()), Some(43));
    let again = applied(&registry, SHOP).await;
    assert_eq!((&again[0].change, again[0].made.is_none()), (&Change::None, true));
    let verdict = verify_chains(&registry.ground.database).await.expect("a verdict");
    assert_eq!((verdict.events, verdict.faults.len()), (1, 0));
}

/// P104: whoever names no profile in production is bound by the strict one, also when the row is read back.
#[tokio::test]
async fn p104_the_profile_that_is_meant_where_none_is_named_stays() {
    let registry = ClientRegistry { ground: ground("registry-profile").await };
    let keys: toml::Value = serde_json::from_str(crate::protocol::example::KEYS).expect("keys");
    let nameless = SHOP.replace("vn_profile = \"oidc\"\n", "dpop_bound_access_tokens = true\n");
    let by_key = format!("token_endpoint_auth_method = \"private_key_jwt\"\njwks = {keys}");
    let strict = nameless.replace("token_endpoint_auth_method = \"client_secret_basic\"", &by_key);
    let asked = read(&strict, Strictness::Production).expect("a registration");
    let planned = registry.plan(asked).await.expect("a plan");
    registry.apply(&planned).await.expect("applied");
    let id = ClientId::parse("shop").expect("a name");
    let shown = registry.show(&id).await.expect("a read").expect("the shop");
    assert!(shown.client.profile.is_fapi2());
    // The file's own word is not touched, and where the mode is for trials the other one is meant.
    let trial = trial(&SHOP.replace("vn_profile = \"oidc\"\n", "")).expect("a registration");
    assert_eq!(trial[0].document["vn_profile"], "oidc");
}

#[tokio::test]
async fn what_changes_is_told_key_by_key() {
    let registry = ClientRegistry { ground: ground("registry-keys").await };
    applied(&registry, SHOP).await;
    let other = SHOP
        .replace("Sample shop", "Example shop")
        .replace("scope = \"openid\"", "default_max_age = 600");
    let changed = applied(&registry, &other).await;
    let keys = ["client_name#en", "default_max_age", "scope"].map(str::to_owned).to_vec();
    assert_eq!(changed[0].change, Change::Changed(keys));
    let id = ClientId::parse("shop").expect("a name");
    let shown = registry.show(&id).await.expect("a read").expect("the shop");
    assert_eq!(shown.client.name.en.as_str(), "Example shop");
}

#[tokio::test]
async fn a_secret_is_kept_only_as_its_digest() {
    let registry = ClientRegistry { ground: ground("registry-secret").await };
    let secret = "a-secret-of-this-test-only-0123456789";
    let text = format!("{SHOP}client_secret = \"{secret}\"\n");
    let first = applied(&registry, &text).await;
    assert!(first[0].made.is_none());
    let id = ClientId::parse("shop").expect("a name");
    let row = find_client(&registry.ground.database, &id).await.expect("a read").expect("a row");
    assert!(!row.document.contains(secret));
    let ring = &registry.ground.ring;
    let expected = digest(ring, Kind::ClientSecret, "shop", secret.as_bytes());
    assert!(row.secret_digest == Some(expected));
    // Without a word about it the secret stays; with another it changes.
    assert_eq!(applied(&registry, SHOP).await[0].change, Change::None);
    let other = text.replace("0123", "3210");
    let keys = vec!["client_secret".to_owned()];
    assert_eq!(applied(&registry, &other).await[0].change, Change::Changed(keys));
}

#[tokio::test]
async fn a_secret_behind_assertions_is_sealed_and_stays_only_while_it_serves() {
    let registry = ClientRegistry { ground: ground("registry-sealed").await };
    let by = |method: &str, more: &str| SHOP.replace("client_secret_basic", method) + more;
    let row = async || {
        let id = ClientId::parse("shop").expect("a name");
        find_client(&registry.ground.database, &id).await.expect("a read").expect("a row")
    };
    let first = applied(&registry, &by("client_secret_jwt", "")).await;
    let made = first[0].made.as_ref().expect("a secret").expose().to_owned();
    let kept = row().await.sealed_secret.expect("it is sealed");
    assert!(!kept.windows(made.len()).any(|part| part == made.as_bytes()));
    assert_eq!(applied(&registry, &by("client_secret_jwt", "")).await[0].change, Change::None);
    let told = format!("client_secret = \"{made}\"\n");
    assert_eq!(applied(&registry, &by("client_secret_jwt", &told)).await[0].change, Change::None);
    assert_eq!(row().await.sealed_secret.as_ref(), Some(&kept), "it is not sealed anew");
    // A longer hash needs a longer secret; one that is shown at the door is sealed no more.
    let longer = "token_endpoint_auth_signing_alg = \"HS512\"\n";
    let changed = applied(&registry, &by("client_secret_jwt", longer)).await;
    assert_eq!(changed[0].made.as_ref().map(|secret| secret.expose().len()), Some(86));
    let shown = applied(&registry, &by("client_secret_post", "")).await;
    assert!(shown[0].made.is_none(), "the same secret, shown");
    assert_eq!(row().await.sealed_secret, None);
    let again = applied(&registry, &by("client_secret_jwt", "")).await;
    assert!(again[0].made.is_some(), "what is kept as a digest cannot be had back");
    let short = by("client_secret_jwt", "client_secret = \"only-thirty-characters-and-no-more\"\n");
    let refused = registry.plan(trial(&short).expect("registrations")).await;
    let Err(Error::Refused(faults)) = refused else { panic!("it is too short") };
    assert!(faults[0].to_string().contains("43 characters"), "{}", faults[0]);
}

#[tokio::test]
async fn of_two_that_apply_at_once_one_is_told_that_it_was_interfered_with() {
    let registry = ClientRegistry { ground: ground("registry-two").await };
    let id = ClientId::parse("shop").expect("a name");
    let other = SHOP.replace("To deliver", "To send");
    for text in [SHOP, &other] {
        let plan = || registry.plan(trial(text).expect("registrations"));
        let (one, two) = (plan().await.expect("a plan"), plan().await.expect("a plan"));
        registry.apply(&one).await.expect("applied");
        let told = registry.apply(&two).await;
        assert!(matches!(told, Err(Error::Refused(Interfered))), "{told:?}");
        let found = find_client(&registry.ground.database, &id).await.expect("a read");
        let row = found.expect("a row");
        assert!(row.secret_digest == one[0].row.secret_digest, "the first one's secret lives");
        assert!(row.document == one[0].row.document);
    }
    let verdict = verify_chains(&registry.ground.database).await.expect("a verdict");
    assert_eq!((verdict.events, verdict.faults.len()), (2, 0), "nothing of the other was written");
}

#[tokio::test]
async fn a_plan_writes_nothing() {
    let registry = ClientRegistry { ground: ground("registry-plan").await };
    registry.plan(trial(SHOP).expect("registrations")).await.expect("a plan");
    assert!(registry.list().await.expect("a read").is_empty());
}

#[test]
fn every_fault_of_every_client_is_told_at_once() {
    let second = SHOP.replace("client_id = \"shop\"", "client_id = \"second\"\nredirect_uri = 1");
    let first = SHOP.replace("vn_sector = \"private\"", "vn_sector = \"moon\"");
    let told = sentences(&format!("{first}{second}"), Strictness::Trial);
    assert!(told.contains("client 1 (shop): `vn_sector`"), "{told}");
    assert!(told.contains("client 2 (second): `redirect_uri`"), "{told}");
    assert!(told.contains("did you mean `redirect_uris`?"), "{told}");
}

#[test]
fn what_no_file_may_say_is_refused_in_a_sentence() {
    for (text, word) in [
        (SHOP.replace("\"shop\"", "\"danh.toi\""), "our own account pages"),
        (format!("{SHOP}{SHOP}"), "stands twice"),
        (format!("{SHOP}client_secret = \"short\"\n"), "24 to 256"),
        (
            format!("{SHOP}client_secret = \"{0}\"\nclient_secret_file = \"x\"", "a".repeat(30)),
            "two ways",
        ),
        (format!("{SHOP}client_secret_file = 1\n"), "path of a file"),
        (
            SHOP.replace("client_secret_basic\"", "none\"\nclient_secret_file = \"x\""),
            "does not authenticate",
        ),
        ("title = 1".to_owned(), "more than [[client]]"),
        (String::new(), "no [[client]]"),
        ("[[client]\n".to_owned(), "is not TOML"),
    ] {
        let told = sentences(&text, Strictness::Trial);
        assert!(told.contains(word), "{told}");
    }
    let kept = format!("{SHOP}client_secret = \"{}\"\n", "a".repeat(30));
    assert!(sentences(&kept, Strictness::Production).contains("name `client_secret_file`"));
}

/// Two services of different bodies on one host would know each person by the same name.
#[tokio::test]
async fn two_organizations_share_a_sector_only_if_both_name_it() {
    let registry = ClientRegistry { ground: ground("registry-sectors").await };
    let named = |text: &str| text.replace("scope", "sector_identifier = \"shop.example\"\nscope");
    let sister = SHOP.replace("\"shop\"", "\"sister\"");
    let stranger = SHOP.replace("\"shop\"", "\"stranger\"").replace("TEST-0001", "TEST-0002");
    let refused = async |text: &str| {
        let asked = trial(text).expect("registrations");
        let Err(Error::Refused(faults)) = registry.plan(asked).await else { return vec![] };
        faults.iter().map(ToString::to_string).collect()
    };
    let both = refused(&format!("{SHOP}{stranger}")).await;
    assert_eq!(both.len(), 2, "each is told: {both:?}");
    applied(&registry, &format!("{SHOP}{sister}")).await;
    let one = refused(&stranger).await;
    assert_eq!(one.len(), 1, "{one:?}");
    assert!(one[0].starts_with("stranger: the host shop.example is also that of `shop`"));
    assert_eq!(refused(&named(&stranger)).await.len(), 1, "only one of the two names it");
    applied(&registry, &format!("{}{}", named(SHOP), named(&sister))).await;
    applied(&registry, &named(&stranger)).await;
    assert_eq!(refused(SHOP).await.len(), 1, "nor may one stop naming it");
    // What a file replaces does not stand in its way.
    let moved = stranger.replace("https://shop.example/cb", "https://stranger.example/cb");
    applied(&registry, &format!("{SHOP}{moved}")).await;
    let again = applied(&registry, &format!("{SHOP}{moved}")).await;
    assert!(again.iter().all(|one| one.change == Change::None));
}
