//! The icons: 24 px strokes, inline, always beside words, hence hidden from screen readers.

use std::fmt;

use askama::filters::HtmlSafe;

/// An icon's drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon(&'static str);

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl HtmlSafe for Icon {}

impl askama::FastWritable for Icon {
    fn write_into(
        &self,
        destination: &mut dyn fmt::Write,
        _: &dyn askama::Values,
    ) -> askama::Result<()> {
        Ok(destination.write_str(self.0)?)
    }
}

macro_rules! icons {
    ($($name:ident: $what:literal = $drawing:literal;)*) => {
        impl Icon {
            $(
                #[doc = $what]
                pub const $name: Self = Self(concat!(
                    r#"<svg class="ico" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><path d=""#,
                    $drawing,
                    r#""/></svg>"#
                ));
            )*
            /// All of them.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

icons! {
    PERSON: "A person." = "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5";
    CALENDAR: "A day of the calendar." = "M6 5h12a2.5 2.5 0 0 1 2.5 2.5v10.5a2.5 2.5 0 0 1-2.5 2.5H6a2.5 2.5 0 0 1-2.5-2.5V7.5A2.5 2.5 0 0 1 6 5zM3.5 10h17M8 3v4M16 3v4";
    SHIELD: "A shield with a cross: health insurance." = "M12 3l7.5 3v5.5c0 4.5-3 8-7.5 9.5-4.5-1.5-7.5-5-7.5-9.5V6zM12 8.5v6.5M8.7 11.7h6.6";
    PHONE: "A mobile phone." = "M8 2.5h8A1.5 1.5 0 0 1 17.5 4v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5zM10.5 18.5h3";
    HOUSE: "A house: where one lives." = "M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-5.5h4V20";
    MAIL: "An envelope." = "M5 5.5h14A1.5 1.5 0 0 1 20.5 7v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17V7A1.5 1.5 0 0 1 5 5.5zM4 7l8 6 8-6";
    CARD: "An identity card." = "M4.5 5h15A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5v-11A1.5 1.5 0 0 1 4.5 5zM8.5 9a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM5.5 16c.7-1.6 1.7-2 3-2s2.3.4 3 2M14.5 10h3.5M14.5 14h3.5";
    GLOBE: "A globe: nationality, language." = "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM3 12h18M12 3c2.5 2.5 3.8 5.5 3.8 9s-1.3 6.5-3.8 9c-2.5-2.5-3.8-5.5-3.8-9S9.5 5.5 12 3z";
    CAKE: "Candles: an age." = "M5 20.5V13a1.5 1.5 0 0 1 1.5-1.5h11A1.5 1.5 0 0 1 19 13v7.5M3 20.5h18M12 11.5V8M12 4.5v.5M5 16c1.2 1 2.3 1 3.5 0s2.3-1 3.5 0 2.3 1 3.5 0 2.3-1 3.5 0";
    CHECK: "A tick." = "M5 12.5l4.5 4.5L19 7";
    EYE_OFF: "An eye crossed out: not shared." = "M3 3l18 18M10 6.2A9 9 0 0 1 12 6c5 0 8 4.5 9 6-.5.8-1.5 2.2-3 3.5M6.5 7.8C4.6 9.2 3.5 11 3 12c1 1.5 4 6 9 6 1.5 0 2.9-.4 4-1";
    WARNING: "A triangle: watch out." = "M12 4L2.5 20h19zM12 10v4.5M12 17.3v.2";
    LOCK: "A lock." = "M6.5 10.5h11A1.5 1.5 0 0 1 19 12v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19v-7a1.5 1.5 0 0 1 1.5-1.5zM8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2";
    CLOCK: "A clock: wait." = "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7.5V12l3 2";
    MESSAGE: "A text message." = "M5 4.5h14A1.5 1.5 0 0 1 20.5 6v9.5A1.5 1.5 0 0 1 19 17h-7l-4.5 3.5V17H5a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 5 4.5zM8 9h8M8 12.5h5";
    SHARE: "Two circles and an arrow: shared." = "M4 12a4 4 0 0 1 4-4h11M15.5 4.5L19 8l-3.5 3.5M20 12a4 4 0 0 1-4 4H5M8.5 12.5L5 16l3.5 3.5";
    HOSPITAL: "A house with a cross: health." = "M4 21V7.5L12 3l8 4.5V21zM12 8.5v6M9 11.5h6M9.5 21v-3h5v3";
    BANK: "Columns: finance." = "M3.5 9.5L12 4l8.5 5.5zM5.5 10v7.5M10 10v7.5M14 10v7.5M18.5 10v7.5M3.5 20.5h17";
    OFFICE: "A house with a flag: the state." = "M4 20.5V11h16v9.5zM12 11V3.5h5.5v3.5H12M8 14.5v3M12 14.5v6M16 14.5v3";
    SHOP: "A shop front: any other firm." = "M4 10.5V20.5h16V10.5M3 9l2-5h14l2 5a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM9.5 20.5v-5h5v5";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_hidden_from_screen_readers_and_carries_no_style() {
        for icon in Icon::ALL {
            let text = icon.to_string();
            assert!(text.contains(r#"aria-hidden="true""#) && !text.contains("style"), "{text}");
            assert!(text.len() < 480, "{text}");
        }
    }
}
