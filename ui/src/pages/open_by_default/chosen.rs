//! What a visitor asks of the table of organisations: which, and in which order. Read from
//! the address, and written back into links.

use url::form_urlencoded;

/// A column to order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The share of the chosen figure.
    Figure,
    Name,
    Type,
    Counted,
}

impl Order {
    const ALL: [Self; 4] = [Self::Figure, Self::Name, Self::Type, Self::Counted];

    fn as_str(self) -> &'static str {
        match self {
            Self::Figure => "share",
            Self::Name => "name",
            Self::Type => "type",
            Self::Counted => "projects",
        }
    }

    /// Whether it begins with the least when nobody says otherwise: names begin with A,
    /// numbers with the most.
    fn usually_ascends(self) -> bool {
        matches!(self, Self::Name | Self::Type)
    }
}

/// What the address asks for. What it does not know is let be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    /// Only organisations of this type, by its key.
    pub(super) kind: Option<String>,
    /// The figure that is compared, by its key.
    pub(super) figure: String,
    pub(super) order: Order,
    pub(super) ascending: bool,
    /// Counts from 0.
    pub(super) page: u64,
}

impl Chosen {
    /// Reads the query part of an address. Figures and types have these keys; the first
    /// figure is chosen when the address names none.
    pub(super) fn read(query: &str, figures: &[String], types: &[&str]) -> Self {
        let mut chosen = Self {
            kind: None,
            figure: figures.first().cloned().unwrap_or_default(),
            order: Order::Figure,
            ascending: false,
            page: 0,
        };
        let mut ascending = None;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            match name.as_ref() {
                "type" => chosen.kind = Some(value.to_owned()).filter(|_| types.contains(&value)),
                "figure" if figures.iter().any(|figure| figure == value) => {
                    value.clone_into(&mut chosen.figure);
                }
                "sort" => {
                    let mut orders = Order::ALL.into_iter();
                    let found = orders.find(|order| order.as_str() == value);
                    chosen.order = found.unwrap_or(Order::Figure);
                }
                "order" => {
                    ascending = match value {
                        "asc" => Some(true),
                        "desc" => Some(false),
                        _ => None,
                    }
                }
                "page" => chosen.page = value.parse::<u64>().unwrap_or_default().saturating_sub(1),
                _ => {}
            }
        }
        chosen.ascending = ascending.unwrap_or(chosen.order.usually_ascends());
        chosen
    }

    /// Another page of the same.
    pub(super) fn at_page(&self, page: u64) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// The same, ordered by this column: the other way round when it is already.
    pub(super) fn ordered_by(&self, order: Order, figure: Option<&str>) -> Self {
        let figure = figure.unwrap_or(&self.figure).to_owned();
        let is_this = self.order == order && self.figure == figure;
        Self {
            figure,
            order,
            page: 0,
            ascending: if is_this {
                !self.ascending
            } else {
                order.usually_ascends()
            },
            ..self.clone()
        }
    }

    /// The address of it on the page at `path`. The `first` figure needs no word.
    pub(super) fn address(&self, path: &str, first: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(kind) = &self.kind {
            query.append_pair("type", kind);
        }
        if self.figure != first {
            query.append_pair("figure", &self.figure);
        }
        if self.order != Order::Figure {
            query.append_pair("sort", self.order.as_str());
        }
        if self.ascending != self.order.usually_ascends() {
            query.append_pair("order", if self.ascending { "asc" } else { "desc" });
        }
        if self.page > 0 {
            query.append_pair("page", &(self.page + 1).to_string());
        }
        match query.finish() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Chosen {
        let figures = ["open-licence".to_owned(), "upkeep".to_owned()];
        Chosen::read(query, &figures, &["ministry", "water-board"])
    }

    #[test]
    fn an_address_round_trips() {
        for query in [
            "",
            "?type=water-board&figure=upkeep&order=asc&page=3",
            "?sort=name&order=desc",
            "?sort=projects",
        ] {
            let chosen = read(query.trim_start_matches('?'));
            assert_eq!(chosen.address("/x", "open-licence"), format!("/x{query}"));
        }
    }

    #[test]
    fn a_column_turns_round_when_it_is_chosen_again() {
        let first = read("");
        assert!(!first.ascending);
        assert!(first.ordered_by(Order::Figure, None).ascending);
        let other = first.ordered_by(Order::Figure, Some("upkeep"));
        assert_eq!((other.figure.as_str(), other.ascending), ("upkeep", false));
        assert!(other.ordered_by(Order::Name, None).ascending);
    }

    #[test]
    fn what_is_not_known_is_let_be() {
        let odd = "type=%3Cscript%3E&figure=x&sort=size&order=up&page=-1";
        assert_eq!(read(odd), read(""));
    }
}
