//! The rules of remembering.

use super::*;

const NOW: Timestamp = Timestamp::from_unix(1_000_000);

fn wish(matter: Matter, required: bool) -> Wish {
    Wish { matter, required, purpose: PurposeVersion("a".into()) }
}

fn wishes() -> Vec<Wish> {
    vec![
        wish(Matter::SignIn, true),
        wish(Matter::Item(Item::Name), true),
        wish(Matter::Item(Item::Phone), false),
    ]
}

#[test]
fn only_what_was_ticked_or_is_required_is_agreed() {
    let all = wishes();
    let decision = decide(&all, &all, &BTreeSet::new(), (&[], Duration::Once), NOW);
    assert!(decision.consented.covers(Matter::Item(Item::Name)));
    assert!(!decision.consented.covers(Matter::Item(Item::Phone)));
    assert_eq!(decision.consented.until(), NOW.plus(Lifetime::hours(24)));
}

#[test]
fn a_decision_is_remembered_and_only_new_claims_are_asked() {
    let mut all = wishes();
    let first = decide(&all, &all, &BTreeSet::new(), (&[], Duration::Year), NOW);
    assert!(unasked(&all, &first.rows, NOW).is_empty());
    all.push(wish(Matter::Item(Item::Address), false));
    let open = unasked(&all, &first.rows, NOW);
    assert_eq!(open.iter().map(|w| w.matter).collect::<Vec<_>>(), [Matter::Item(Item::Address)]);
    assert_eq!(standing(&all, &first.rows, NOW), None);
    let ticked = BTreeSet::from([Matter::Item(Item::Address)]);
    let second = decide(&all, &open, &ticked, (&first.rows, Duration::Once), NOW);
    assert!(second.consented.covers(Matter::Item(Item::Address)));
    assert!(second.consented.covers(Matter::Item(Item::Name)));
    assert_eq!(second.rows.len(), 1);
}

#[test]
fn a_decision_ends_with_its_time_and_with_the_words_it_was_given_to() {
    let all = wishes();
    let decided = decide(&all, &all, &BTreeSet::new(), (&[], Duration::Once), NOW);
    let later = NOW.plus(Lifetime::hours(24));
    assert_eq!(unasked(&all, &decided.rows, later).len(), 2, "the refusal stands for a year");
    let reworded: Vec<_> =
        all.iter().map(|w| Wish { purpose: PurposeVersion("b".into()), ..w.clone() }).collect();
    assert_eq!(unasked(&reworded, &decided.rows, NOW).len(), 3);
}

#[test]
fn a_refusal_of_what_became_required_is_asked_again() {
    let all = wishes();
    let decided = decide(&all, &all, &BTreeSet::new(), (&[], Duration::Year), NOW);
    let stricter: Vec<_> = all.iter().map(|w| Wish { required: true, ..w.clone() }).collect();
    assert_eq!(unasked(&stricter, &decided.rows, NOW).len(), 1);
}

#[test]
fn the_newest_word_about_a_matter_stands_though_it_ends_sooner() {
    let all = wishes();
    let lasting = decide(&all, &all, &BTreeSet::new(), (&[], Duration::Year), NOW);
    let later = NOW.plus(Lifetime::hours(1));
    let once = decide(&all, &all[..1], &BTreeSet::new(), (&[], Duration::Once), later);
    let log = once.rows.iter().chain(&lasting.rows).cloned();
    let stands = latest(log, |decision| decision.matter);
    assert_eq!(stands.len(), 3);
    let two_days_on = NOW.plus(Lifetime::hours(48));
    let open = unasked(&all, &stands, two_days_on);
    assert_eq!(open.iter().map(|w| w.matter).collect::<Vec<_>>(), [Matter::SignIn]);
}

#[test]
fn a_matter_is_read_back_from_its_key() {
    for matter in [Matter::SignIn, Matter::Offline, Matter::Item(Item::HealthInsurance)] {
        assert_eq!(Matter::parse(matter.key()), Some(matter));
    }
    assert_eq!(Matter::parse("given_name"), None, "a part goes with its whole");
}

fn matters(list: &[Matter]) -> BTreeSet<Matter> {
    list.iter().copied().collect()
}

#[test]
fn a_first_page_has_no_news() {
    assert_eq!(News::of(&wishes(), &[], NOW), News::default());
    let all = wishes();
    let signed_in = decide(&all[..1], &all[..1], &BTreeSet::new(), (&[], Duration::Year), NOW);
    assert_eq!(News::of(&all[1..], &signed_in.rows, NOW), News::default());
}

#[test]
fn what_was_agreed_to_before_is_never_called_new() {
    const PHONE: Matter = Matter::Item(Item::Phone);
    let mut all = wishes();
    let former = decide(&all, &all, &matters(&[PHONE]), (&[], Duration::Year), NOW).rows;
    let again = News::of(&all[..2], &former, NOW);
    assert_eq!((&again.added, &again.already), (&matters(&[]), &matters(&[PHONE])));
    all.push(wish(Matter::Offline, true));
    let more = News::of(&all, &former, NOW);
    assert_eq!((&more.added, &more.already), (&matters(&[Matter::Offline]), &matters(&[])));
    assert!(!more.reworded && !more.ran_out);
}

#[test]
fn other_words_and_a_time_that_is_over_are_told() {
    let all = wishes();
    let former = decide(&all, &all, &BTreeSet::new(), (&[], Duration::Once), NOW).rows;
    let other = Wish { purpose: PurposeVersion("b".into()), ..all[0].clone() };
    let reworded = News::of(&[other], &former, NOW);
    assert!(reworded.reworded && !reworded.ran_out);
    assert_eq!(reworded.already, matters(&[Matter::Item(Item::Name)]));
    let later = News::of(&all[..1], &former, NOW.plus(Lifetime::hours(24)));
    assert!(later.ran_out && !later.reworded && later.already.is_empty());
    let refused = News::of(&all[2..], &former, NOW.plus(Lifetime::days(400)));
    assert!(!refused.ran_out, "a refusal does not run out");
}
