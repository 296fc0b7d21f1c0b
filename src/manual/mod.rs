//! The manual: why things are as they are. The pages are Markdown beside this file, so that they can be
//! read in the repository as well as here.

pub mod accounts {
    #![doc = include_str!("accounts.md")]
}

pub mod architecture {
    #![doc = include_str!("architecture.md")]
}

pub mod bound_tokens {
    #![doc = include_str!("bound_tokens.md")]
}

pub mod brokers {
    #![doc = include_str!("brokers.md")]
}

pub mod glossary {
    #![doc = include_str!("glossary.md")]
}

pub mod assurance {
    #![doc = include_str!("assurance.md")]
}

pub mod operating {
    #![doc = include_str!("operating.md")]
}

pub mod registering {
    #![doc = include_str!("registering.md")]
}

pub mod resource_servers {
    #![doc = include_str!("resource_servers.md")]
}

pub mod sandbox {
    #![doc = include_str!("sandbox.md")]
}

pub mod signing_out {
    #![doc = include_str!("signing_out.md")]
}

pub mod threats {
    #![doc = include_str!("threats.md")]
}

pub mod decisions {
    #![doc = include_str!("decisions/index.md")]

    pub mod two_databases {
        #![doc = include_str!("decisions/0001-two-databases.md")]
    }

    pub mod one_binary {
        #![doc = include_str!("decisions/0002-one-binary.md")]
    }

    pub mod handles_and_digests {
        #![doc = include_str!("decisions/0003-handles-and-digests.md")]
    }

    pub mod one_device_by_generation {
        #![doc = include_str!("decisions/0004-one-device-by-generation.md")]
    }

    pub mod chained_events {
        #![doc = include_str!("decisions/0005-chained-events.md")]
    }

    pub mod counting_wrong_passwords {
        #![doc = include_str!("decisions/0006-counting-wrong-passwords.md")]
    }
}
