//! Pictures of all kinds that are taken, and what is none.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use png::{BitDepth, ColorType, Decoder, Encoder};

use super::*;

/// 32 by 16 dots, red to the right and green to the bottom.
const JPEG: &str = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAQACADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDkotO/2auRad/s10UWnf7NXItO/wBmuieO8zzcLmPmc7Fp3+zVuLTv9muji07/AGauRad/s1x1Md5n0uFzHzP/2Q==";
const WEBP: &str = "UklGRmYAAABXRUJQVlA4IFoAAACwAwCdASogABAALoVarVa/pycnH4CES2AE6ZQjgb0mTAAWZzARoAD++nb7XC2xmhUAhB6vYH/uZ6obdBPcfpjBQ9q1OkwkfVoei9f40v4sXmhX/o1fa/YAAAA=";
/// Two pictures of 16 by 16 dots, one after the other.
const MOVING_WEBP: &str = "UklGRuQAAABXRUJQVlA4WAoAAAACAAAADwAADwAAQU5JTQYAAAAAAAAAAABBTk1GZgAAAAAAAAAAAA8AAA8AAGQAAAJWUDggTgAAANABAJ0BKhAAEAABQCYlsAADYv4bL3zYAP798GNJUtwGggKyKcP1nunB5P/d//+Ocqw71dBZKsMlF4vycdBf/9RpjoL//rT89TcX4MAAAEFOTUZKAAAAAAAAAAAADwAADwAAZAAAAFZQOCAyAAAANAEAnQEqEAAQAAAAJiWgAANwAP7y63//+bA/9vP/BHoB///S4P/+lwf/9Lg/9KQAAAA=";
const MOVING_PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAACGFjVEwAAAACAAAAAPONk3AAAAAaZmNUTAAAAAAAAAAQAAAAEAAAAAAAAAAAAAEACgAAY0bPJQAAACFJREFUeJxjZGBo4GdgECAasTDwM5AEWBgERjWMahgiGgAYIQKcIf3kUwAAABpmY1RMAAAAAQAAABAAAAAQAAAAAAAAAAAAAQAKAAD4NSXxAAAAG2ZkQVQAAAACeJxj/M9AGmAiUf2ohlENQ0gDAEAuAR9BQCJDAAAAAElFTkSuQmCC";

fn file(text: &str) -> Vec<u8> {
    STANDARD.decode(text).expect("base64")
}

fn png(width: u32, height: u32, colour: ColorType, dot: impl Fn(u32, u32) -> Vec<u8>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(colour);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a head");
    let dots: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .flat_map(|(x, y)| dot(x, y))
        .collect();
    writer.write_image_data(&dots).expect("dots");
    writer.finish().expect("an end");
    file
}

/// Noise, which nothing makes lighter.
fn noise(x: u32, y: u32) -> Vec<u8> {
    let mut state = x.wrapping_mul(0x9E37_79B9) ^ y.wrapping_mul(0x85EB_CA6B) ^ 0xC2B2_AE35;
    (0..4)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state.to_be_bytes()[0]
        })
        .collect()
}

fn sides(file: &[u8]) -> (u32, u32) {
    let reader = Decoder::new(Cursor::new(file)).read_info().expect("a PNG");
    (reader.info().width, reader.info().height)
}

/// P81.
#[test]
fn p81_pictures_of_each_kind_are_drawn_anew_and_small() {
    for (name, text) in [("jpeg", JPEG), ("webp", WEBP)] {
        let drawing = drawn(&file(text)).expect(name);
        assert_eq!(sides(&drawing), (32, 16), "{name}");
    }
    for (colour, length) in [
        (ColorType::Grayscale, 1),
        (ColorType::GrayscaleAlpha, 2),
        (ColorType::Rgb, 3),
        (ColorType::Rgba, 4),
    ] {
        let large = png(1024, 512, colour, |x, y| {
            [x / 4, y / 2, 9, 255][..length]
                .iter()
                .map(|one| u8::try_from(*one).unwrap_or(255))
                .collect()
        });
        let drawing = drawn(&large).expect("a picture");
        assert!(drawing.len() <= HEAVIEST, "{colour:?}: {} B", drawing.len());
        assert_eq!(sides(&drawing), (104, 52), "{colour:?}");
    }
}

#[test]
fn even_noise_is_light_enough() {
    let drawing = drawn(&png(400, 400, ColorType::Rgba, noise)).expect("a picture");
    assert!(drawing.len() <= HEAVIEST, "{} B", drawing.len());
    let drawing = drawn(&png(104, 104, ColorType::Rgba, noise)).map(|drawing| drawing.len());
    assert!(
        drawing == Err(LogoRefusal::Heavy) || drawing.is_ok_and(|it| it <= HEAVIEST),
        "{drawing:?}"
    );
}

#[test]
fn what_is_not_seen_colours_nothing() {
    let half = png(208, 208, ColorType::Rgba, |x, _| {
        if x % 2 == 0 { vec![255, 0, 0, 255] } else { vec![0, 255, 0, 0] }
    });
    let drawing = drawn(&half).expect("a picture");
    let mut reader = Decoder::new(Cursor::new(&drawing)).read_info().expect("a PNG");
    let mut dots = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut dots).expect("dots");
    assert_eq!(dots[..4], [255, 0, 0, 128]);
}

#[test]
fn nothing_of_the_file_but_its_picture_is_kept() {
    let mut hidden = png(32, 32, ColorType::Rgb, |_, _| vec![1, 2, 3]);
    hidden.extend_from_slice(b"<script>alert(1)</script>");
    let drawing = drawn(&hidden).expect("a picture");
    assert!(!drawing.windows(7).any(|part| part == b"<script"));
    assert_eq!(drawing, drawn(&drawing).expect("itself a picture"));
}

#[test]
fn what_is_no_picture_is_refused() {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>".to_vec();
    for none in [
        svg,
        b"GIF89a\x10\x00\x10\x00".to_vec(),
        b"<html>".to_vec(),
        vec![],
        b"RIFF....AVI ".to_vec(),
    ] {
        assert_eq!(drawn(&none), Err(LogoRefusal::Kind), "{none:?}");
    }
    for moving in [MOVING_PNG, MOVING_WEBP] {
        assert_eq!(drawn(&file(moving)), Err(LogoRefusal::Moving));
    }
    let grey = |width, height| png(width, height, ColorType::Grayscale, |_, _| vec![9]);
    for (width, height) in [(15, 100), (100, 1025), (1, 1), (5000, 16)] {
        assert_eq!(drawn(&grey(width, height)), Err(LogoRefusal::Size), "{width} x {height}");
    }
}

#[test]
fn a_broken_file_is_refused_wherever_it_breaks() {
    let whole = [
        file(JPEG),
        file(WEBP),
        png(16, 16, ColorType::GrayscaleAlpha, |x, y| noise(x, y)[..2].to_vec()),
    ];
    let light = |file: &[u8]| drawn(file).map_or(0, |drawing| drawing.len()) <= HEAVIEST;
    for file in whole {
        // A file that ends early is still a picture for some; what counts is that reading it ends well.
        for length in 0..file.len() {
            assert!(light(&file[..length]), "{length}");
        }
        for at in 0..file.len() {
            let mut bent = file.clone();
            bent[at] ^= 0xff;
            assert!(light(&bent), "{at}");
        }
    }
}
