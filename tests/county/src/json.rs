//! A small writer of JSON objects that keeps the order of fields and the digits of numbers, as vendors' systems do.
//! `serde_json` would sort the fields or not, by a feature that another crate of the build may switch.

/// A JSON object in the making.
#[derive(Debug, Default)]
pub(crate) struct Object(String);

impl Object {
    /// An empty object.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A FHIR resource with its type, id, and the moment and number of its version.
    pub(crate) fn resource(kind: &str, id: &str, updated: &str, version: u32) -> Self {
        let meta = Self::new().text("versionId", &version.to_string()).text("lastUpdated", updated);
        Self::new().text("resourceType", kind).text("id", id).object("meta", meta)
    }

    /// Adds a field whose value is JSON already.
    pub(crate) fn raw(mut self, key: &str, value: &str) -> Self {
        if !self.0.is_empty() {
            self.0.push(',');
        }
        self.0.push_str(&quoted(key));
        self.0.push(':');
        self.0.push_str(value);
        self
    }

    /// Adds a text.
    pub(crate) fn text(self, key: &str, value: &str) -> Self {
        self.raw(key, &quoted(value))
    }

    /// Adds a text where there is one.
    pub(crate) fn maybe(self, key: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(key, value),
            None => self,
        }
    }

    /// Adds an object.
    pub(crate) fn object(self, key: &str, value: Self) -> Self {
        self.raw(key, &value.close())
    }

    /// Adds a list of objects; an empty list is left out, because FHIR has none.
    pub(crate) fn list(self, key: &str, values: impl IntoIterator<Item = Self>) -> Self {
        let values: Vec<String> = values.into_iter().map(Self::close).collect();
        if values.is_empty() { self } else { self.raw(key, &format!("[{}]", values.join(","))) }
    }

    /// Adds a list of texts.
    pub(crate) fn texts<'a>(self, key: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        let values: Vec<String> = values.into_iter().map(quoted).collect();
        self.raw(key, &format!("[{}]", values.join(",")))
    }

    /// The finished object.
    pub(crate) fn close(self) -> String {
        format!("{{{}}}", self.0)
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            // The county writes no other control character.
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order_and_numbers_their_digits() {
        let object = Object::new().text("b", "O\"B\\\n").raw("a", "4.80").list("none", []).texts("t", ["x"]);
        assert_eq!(object.close(), r#"{"b":"O\"B\\\n","a":4.80,"t":["x"]}"#);
    }
}
