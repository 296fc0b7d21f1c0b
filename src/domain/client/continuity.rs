//! Which changes of a registration end what was authorized before.

use std::mem::discriminant;

use super::Client;

impl Client {
    /// Whether codes and tokens of the former registration go on under this one: those that were given under
    /// the same name of each person, to the same kind of holder, by the same rules. Keys are renewed without
    /// an end.
    #[must_use]
    pub fn goes_on_from(&self, former: &Self) -> bool {
        let may_come_back = self.offline || !former.offline;
        let is_kept = |uri| self.redirect_uris.contains(uri);
        self.subject_sector == former.subject_sector
            && self.profile == former.profile
            && self.sender_constraint == former.sender_constraint
            && discriminant(&self.credential) == discriminant(&former.credential)
            && may_come_back
            && former.redirect_uris.iter().all(is_kept)
    }
}
