namespace Parley.Web;

/// <summary>What the publication is called, for pages that know nothing else of it: that something is wrong, or not there.</summary>
public delegate string HouseName();
