/** What the scenarios cite, by key. docs/load.md says what was taken from each. */
export const studies = {
  B: 'F. Benevenuto, T. Rodrigues, M. Cha, V. Almeida: Characterizing User Behavior in Online Social Networks, IMC 2009',
  J: 'J. Jiang, C. Wilson, X. Wang, P. Huang, W. Sha, Y. Dai, B. Y. Zhao: Understanding Latent Interactions in Online Social Networks, IMC 2010',
  T: 'G. Tyson, V. Perta, H. Haddadi, M. Seto: A First Look at User Activity on Tinder, ASONAM 2016',
  N: 'E. E. Bruch, M. E. J. Newman: Aspirational pursuit of mates in online dating markets, Science Advances 4(8), 2018',
  G: 'S. Golder, D. Wilkinson, B. Huberman: Rhythms of social interaction: messaging within a massive online network, Communities and Technologies 2007',
  F: 'J. Jung, B. Krishnamurthy, M. Rabinovich: Flash crowds and denial of service attacks: characterization and implications for CDNs and web sites, WWW 2002',
  S: 'B. Schroeder, A. Wierman, M. Harchol-Balter: Open versus closed: a cautionary tale, NSDI 2006',
} as const;
