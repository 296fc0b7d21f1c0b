//! Keys that sign receipts.

use super::*;

#[test]
fn keys_of_receipts_are_rotated_and_never_gone() {
    let trial = Trial::with_few_keys("receipts");
    let signer = trial.open(NOW);
    let mut former = Vec::new();
    for year in 0..3 {
        let now = NOW.plus(Lifetime::days(365 * year));
        signer.refresh(now).expect("readable");
        let id = signer.key_id(KeyUse::Receipts, ES256).expect("a key");
        former.push((sign(&signer, receipt_key(&id), b"receipt").expect("a signature"), id));
        rotate(&trial.folder, RECEIPTS, Begins::Now, KEPT, now).expect("rotated");
        rotate(&trial.folder, ES256, Begins::Now, KEPT, now).expect("rotated");
    }
    let now = NOW.plus(Lifetime::days(365 * 20));
    signer.refresh(now).expect("readable");
    assert_eq!(trial.stages(RECEIPTS, now)[..3], [Stage::Kept; 3]);
    assert_eq!(trial.stages(ES256.into(), now)[..3], [Stage::Retired; 3]);
    for (signature, id) in &former {
        assert!(signer.verify(receipt_key(id), b"receipt", signature));
        assert!(!signer.verify(token_key(ES256, id), b"receipt", signature), "not as a token");
        assert!(signer.public_keys().contains(&**id));
    }
}
