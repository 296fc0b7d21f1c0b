//! `/loi/{topic}`: what an `error_uri` leads to: for developers of services, what errors mean and what
//! mends them. People are never sent here.

use askama::Template;

use super::view::Frame;
use crate::protocol::error::{ErrorTopic, OAuthError};
use crate::protocol::refusal;

/// The page of one topic.
#[derive(Clone, Debug, Template)]
#[template(path = "developer_error.html", config = "src/web/pages/askama.toml")]
pub struct DeveloperError {
    /// The frame.
    pub frame: Frame,
    /// What the errors are about.
    pub topic: ErrorTopic,
}

impl DeveloperError {
    /// The heading, which is also the title.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        let say = self.frame.words();
        match self.topic {
            ErrorTopic::Parameters => say.developer_error_parameters(),
            ErrorTopic::Addresses => say.developer_error_addresses(),
            ErrorTopic::Request => say.developer_error_request(),
            ErrorTopic::Details => say.developer_error_details(),
            ErrorTopic::Person => say.developer_error_person(),
            ErrorTopic::Client => say.developer_error_authentication(),
            ErrorTopic::Grant => say.developer_error_grant(),
            ErrorTopic::Sender => say.developer_error_sender(),
            ErrorTopic::AccessToken => say.developer_error_token(),
            ErrorTopic::Registration => say.developer_error_registration(),
            ErrorTopic::Ours => say.developer_error_ours(),
        }
    }

    /// How it comes about.
    #[must_use]
    pub fn cause(&self) -> &'static str {
        let say = self.frame.words();
        match self.topic {
            ErrorTopic::Parameters => say.developer_error_parameters_cause(),
            ErrorTopic::Addresses => say.developer_error_addresses_cause(),
            ErrorTopic::Request => say.developer_error_request_cause(),
            ErrorTopic::Details => say.developer_error_details_cause(),
            ErrorTopic::Person => say.developer_error_person_cause(),
            ErrorTopic::Client => say.developer_error_authentication_cause(),
            ErrorTopic::Grant => say.developer_error_grant_cause(),
            ErrorTopic::Sender => say.developer_error_sender_cause(),
            ErrorTopic::AccessToken => say.developer_error_token_cause(),
            ErrorTopic::Registration => say.developer_error_registration_cause(),
            ErrorTopic::Ours => say.developer_error_ours_cause(),
        }
    }

    /// What mends it.
    #[must_use]
    pub fn fix(&self) -> &'static str {
        let say = self.frame.words();
        match self.topic {
            ErrorTopic::Parameters => say.developer_error_parameters_fix(),
            ErrorTopic::Addresses => say.developer_error_addresses_fix(),
            ErrorTopic::Request => say.developer_error_request_fix(),
            ErrorTopic::Details => say.developer_error_details_fix(),
            ErrorTopic::Person => say.developer_error_person_fix(),
            ErrorTopic::Client => say.developer_error_authentication_fix(),
            ErrorTopic::Grant => say.developer_error_grant_fix(),
            ErrorTopic::Sender => say.developer_error_sender_fix(),
            ErrorTopic::AccessToken => say.developer_error_token_fix(),
            ErrorTopic::Registration => say.developer_error_registration_fix(),
            ErrorTopic::Ours => say.developer_error_ours_fix(),
        }
    }

    /// Every error of the topic, as answers write it.
    pub fn errors(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let here = |error: &&OAuthError| error.topic() == self.topic;
        refusal::ALL.iter().filter(here).map(|error| (error.code().as_str(), error.description()))
    }
}
