"""What is known of the product and the customer when a text is judged."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ProductRisk = Literal["R1", "R2", "R3", "R4", "R5"]
CustomerRisk = Literal["C1", "C2", "C3", "C4", "C5"]


class PolicyContext(BaseModel):
    """The ``context`` of a policy check. Unknown keys are kept out; all fields may be absent."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    subject: str | None = Field(None, description="deposit, bond, wealth, fund, insurance, loan, …")
    product_risk: ProductRisk | None = None
    customer_risk: CustomerRisk | None = None
    age: int | None = Field(None, ge=0, le=120)
    agency: bool | None = Field(
        None, description="the product is another institution's; the bank distributes it"
    )
    issuer: str | None = Field(None, description="legal name of the product's issuer")
    identified_customer: str | None = Field(
        None, description="name of the customer at the counter, not a third party"
    )
    disclosures: tuple[str, ...] = Field((), description="keys appended to the answer anyway")
