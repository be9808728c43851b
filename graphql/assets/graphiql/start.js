// The editor marks the one style that it sets with this, as the page's policy asks.
window.__webpack_nonce__ = document.querySelector('meta[name="csp-nonce"]').content;

// Starts the playground on the catalogue's own endpoint, with a first query.
const firstQuery = `# Government repositories that are kept up and may be reused.
query {
  repositories(query: "zaken", filter: { maintenance: ["active", "maintained"] }, first: 5) {
    total
    nodes {
      url
      organisation { name }
      maintenance { status reasons { rule facts { name value } } }
      licence { spdxId verdict }
    }
    facets { name values { label count } }
  }
}
`;

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery: firstQuery,
  }),
);
